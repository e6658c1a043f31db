package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.Setting;
import io.hie.protocols.http.HttpOperationType;
import io.hie.protocols.http.HttpServiceType;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/files-and-http.md tells of every setting and of every token. */
class FilesAndHttpDocumentTest {

  static Stream<ItemType> types() {
    return Stream.of(
        new FileOperationType(),
        new FileServiceType(),
        new HttpServiceType(),
        new HttpOperationType());
  }

  private static String document() throws IOException {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("docs"))) {
      at = Objects.requireNonNull(at.getParent(), "no docs directory above this one");
    }
    return Files.readString(at.resolve("docs/files-and-http.md"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldNameEachSettingInItsChapterWithItsDefault(ItemType type) throws IOException {
    String chapter = document().split("\n## " + type.name() + "\n")[1].split("\n## ")[0];

    for (RecordComponent component : type.adapterSettings().getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      String key = "`" + setting.value() + "`";
      String row =
          chapter
              .lines()
              .filter(line -> line.startsWith("|") && line.split("\\|")[1].contains(key))
              .findFirst()
              .orElse("");
      assertThat(row).as(setting.value()).isNotEmpty();
      boolean plain = setting.byDefault().matches("[\\w.*{}/-]+") && !key.contains("Tls");
      if (plain && !setting.byDefault().equals("{}")) {
        assertThat(row).as(setting.value()).contains("`" + setting.byDefault() + "`");
      }
    }
  }

  @Test
  void shouldNameEachToken() throws IOException {
    for (String token : NameTemplate.Token.all()) {
      assertThat(document()).contains("`{" + token + "}`");
    }
  }
}
