package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code docs/production-document.md} says is so. With {@code -Dhie.docs=write} its tables are
 * written anew.
 */
class DocumentationTest {
  private static final Pattern TABLE =
      Pattern.compile("(<!-- table: (\\S+) -->\\n)(.*?)(<!-- end -->)", Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile("```(?:json|yaml)\\n(.*?)```", Pattern.DOTALL);

  @Test
  void shouldListTheSettingsAsTheyAreBound() throws IOException {
    Path page = page();
    String written = Files.readString(page);

    String generated =
        TABLE
            .matcher(written)
            .replaceAll(
                table ->
                    Matcher.quoteReplacement(
                        table.group(1)
                            + SettingsTable.of(record(table.group(2)))
                            + table.group(4)));
    if ("write".equals(System.getProperty("hie.docs"))) {
      Files.writeString(page, generated);
    } else {
      assertThat(written)
          .as("run this test with -Dhie.docs=write to bring the tables up to date")
          .isEqualTo(generated);
    }
    assertThat(TABLE.matcher(written).results()).hasSize(5);
  }

  @Test
  void shouldHaveExamplesThatLoad() throws IOException {
    List<String> examples = new ArrayList<>();
    EXAMPLE
        .matcher(Files.readString(page()))
        .results()
        .forEach(example -> examples.add(example.group(1)));

    assertThat(examples).hasSize(2);
    for (String example : examples) {
      ProductionReaderTest.accepted(
          new ProductionReader(FakeTypes.all(), Map.of()).read(example.getBytes(UTF_8)));
    }
  }

  private static Class<? extends Record> record(String name) {
    try {
      return Class.forName(name).asSubclass(Record.class);
    } catch (ClassNotFoundException absent) {
      throw new AssertionError("the page names a record that is not there", absent);
    }
  }

  private static Path page() {
    return Stream.iterate(Path.of("").toAbsolutePath(), up -> up != null, Path::getParent)
        .map(up -> up.resolve("docs/production-document.md"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}
