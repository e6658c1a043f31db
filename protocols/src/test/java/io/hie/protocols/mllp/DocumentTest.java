package io.hie.protocols.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.Setting;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The settings in {@code docs/mllp.md} are those there are. With {@code -Dhie.docs=write} they are
 * written anew.
 */
class DocumentTest {
  private static final Pattern TABLE =
      Pattern.compile("(<!-- settings: (\\S+) -->\\n)(.*?)(<!-- end -->)", Pattern.DOTALL);

  @Test
  void shouldListTheSettingsThatThereAre() throws IOException {
    Path page = page();
    String written = Files.readString(page);
    String generated =
        TABLE
            .matcher(written)
            .replaceAll(
                found -> Matcher.quoteReplacement(found.group(1) + table(found) + found.group(4)));
    if ("write".equals(System.getProperty("hie.docs"))) {
      Files.writeString(page, generated);
    } else {
      assertThat(written)
          .as("run this test with -Dhie.docs=write to bring the tables up to date")
          .isEqualTo(generated);
    }
    assertThat(TABLE.matcher(written).results()).hasSize(2);
  }

  private static String table(MatchResult found) {
    StringBuilder table = new StringBuilder("| key | if left out | what it is |\n|---|---|---|\n");
    try {
      for (RecordComponent component : Class.forName(found.group(2)).getRecordComponents()) {
        Setting setting = component.getAnnotation(Setting.class);
        table
            .append("| `")
            .append(setting.value())
            .append("` | ")
            .append(setting.byDefault().isEmpty() ? "–" : "`" + setting.byDefault() + "`")
            .append(" | ")
            .append(setting.doc())
            .append(" |\n");
      }
    } catch (ClassNotFoundException absent) {
      throw new AssertionError("the page names a record that is not there", absent);
    }
    return table.toString();
  }

  private static Path page() {
    return Stream.iterate(Path.of("").toAbsolutePath(), up -> up != null, Path::getParent)
        .map(up -> up.resolve("docs").resolve("mllp.md"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}
