package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "..",
        ".",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "..\\..\\windows",
        "line\nbreak",
        "bell\u0007",
        "nul\u0000byte",
        "\u202Egnp.exe",
        ".hidden",
        "C:evil",
        "~root",
        "$(rm -rf)",
        "{message-id}",
        "Müller",
        "....",
        "-rf"
      })
  void shouldKeepAnyValueWithinOneVisibleName(String hostile) {
    String name = SafeName.component(SafeName.value(hostile));

    assertThat(name).matches("[A-Za-z0-9_-][A-Za-z0-9._-]*").doesNotContain("..");
    assertThat(Path.of("/in").resolve(name).normalize()).isEqualTo(Path.of("/in", name));
  }

  @Test
  void shouldStaySafeWhateverTheValueIs() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder value = new StringBuilder();
      int length = random.nextInt(120);
      for (int j = 0; j < length; j++) {
        int pick = random.nextInt(4);
        value.append(
            pick == 0 ? (char) random.nextInt(0x10000) : "./\\\0~\n a".charAt(random.nextInt(8)));
      }
      String name = SafeName.component(SafeName.value(value.toString()));
      assertThat(name)
          .as("seed %d, round %d", seed, i)
          .matches("[A-Za-z0-9_-][A-Za-z0-9._~-]{0,63}")
          .doesNotContain("..");
    }
  }

  @Test
  void shouldCutLongValuesAndKeepThemApart() {
    String first = SafeName.value("x".repeat(500) + "1");
    String second = SafeName.value("x".repeat(500) + "2");

    assertThat(first).hasSize(SafeName.MAX_VALUE).isNotEqualTo(second);
    assertThat(second).hasSize(SafeName.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"a.hl7, a~t.hl7", "a, a~t", "a.b.txt, a.b~t.txt", "_x, _x~t"})
  void shouldPutATagBeforeTheEnding(String name, String tagged) {
    assertThat(SafeName.tagged(name, "t")).isEqualTo(tagged);
  }

  @Test
  void shouldNameAMissingValue() {
    assertThat(SafeName.value("")).isEqualTo("none");
    assertThat(SafeName.value(" \t")).isEqualTo("none");
  }
}
