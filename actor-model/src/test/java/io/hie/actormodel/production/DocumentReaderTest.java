package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {
  private final Problems problems = new Problems();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'a': 1,~ 'b': [1, 2 }             | line 2, column 13 | closes what is not open",
        "{'a': 1~ 'b': 2}                   | line 2, column 2  | was expecting comma",
        "{'a': hunter2}                     | line 1, column 7  | no JSON value",
        "{'a': 'b~'}                        | line 1, column 9  | control character",
        "{'a': {'b': 1~~                    | line 3            | ends too early",
        "{'a': 1} {'b': 2}                  | line 1, column 10 | more text after the end",
        "a: 1~b: [1, 2~c: 3                 | line 3            | not YAML",
        "a: 1~\tb: 2                        | line 2            | not YAML",
        "a: *hunter2                        | line 1, column 4  | an alias without an anchor",
        "a: !hunter2!x y                    | line 1, column 4  | tag is not taken",
        "a: 'hunter2                        | line 1            | not YAML",
        "a: `hunter2                        | line 1, column 4  | not YAML",
        "a: !!java.net.URL [x]              | line 1, column 4  | tag is not taken",
        "a: !secret x                       | line 1, column 4  | tag is not taken",
        "a: 1~---~b: 2                      | line 2            | another document",
      })
  void shouldGiveLineAndColumnOfWhatCannotBeRead(String text, String place, String message) {
    String document = text.replace('\'', '"').replace('~', '\n');

    assertThatThrownBy(() -> read(document))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(message)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldReportEveryKeyThatAppearsTwice() throws Exception {
    JsonNode json = read("{\"a\": 1, \"b\": [{\"c\": 1, \"c\": 2}],\n \"a\": 3, \"a\": 4}");
    JsonNode yaml = read("a: 1\nb:\n  - c: 1\n    c: 2\na: 3\na: 4\n");

    assertThat(json).isEqualTo(yaml);
    assertThat(json.get("a").intValue()).isEqualTo(1);
    assertThat(problems.all())
        .extracting(problem -> problem.path() + " " + problem.message())
        .containsExactly(
            "$.b[0].c the key appears twice, again in line 1",
            "$.a the key appears twice, again in line 2",
            "$.a the key appears twice, again in line 2",
            "$.b[0].c the key appears twice, again in line 4",
            "$.a the key appears twice, again in line 5",
            "$.a the key appears twice, again in line 6");
  }

  @Test
  void shouldTakeYamlsPlainWordsAsItsCoreSchemaDoes() throws Exception {
    JsonNode tree =
        read(
            """
            country: no
            time: 12:30
            day: 2026-01-02
            padded: 010
            truth: true
            nothing: ~
            also:
            number: 1.50
            large: 1e3
            quoted: "5"
            hex: 0x10
            big: 123456789012345678901234567890
            """);

    assertThat(tree)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"country": "no", "time": "12:30", "day": "2026-01-02", "padded": 10,
                     "truth": true, "nothing": null, "also": null, "number": 1.50,
                     "large": 1000.0, "quoted": "5", "hex": "0x10",
                     "big": 123456789012345678901234567890}
                    """));
  }

  @Test
  void shouldFollowAliasesAndMergeKeys() throws Exception {
    JsonNode tree =
        read(
            """
            base: &base { RetryLimit: 5, PoolSize: 2 }
            one:
              <<: *base
              PoolSize: 9
            two: *base
            """);

    assertThat(tree.at("/one").toString()).isEqualTo("{\"PoolSize\":9,\"RetryLimit\":5}");
    assertThat(tree.at("/two")).isEqualTo(tree.at("/base"));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void shouldNotLetAliasesMultiplyWithoutBound() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (before + ", ").repeat(9) + before));
    }

    assertThatThrownBy(() -> read(bomb.toString()))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("more than 500000 values");
  }

  @Test
  void shouldNotFollowAnAliasThatContainsItself() {
    assertThatThrownBy(() -> read("a: &a [1, *a]"))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("nested more than 64 deep");
    assertThatThrownBy(() -> read("a: &a\n  <<: *a\n"))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("nested more than 64 deep");
  }

  @Test
  void shouldBoundDepthLengthAndNumbers() {
    assertThatThrownBy(() -> read("[".repeat(100_000)))
        .hasMessageContaining("nested more than 64 deep");
    assertThatThrownBy(() -> read("a: " + "[".repeat(100_000)))
        .hasMessageContaining("nested more than 64 deep");
    assertThatThrownBy(() -> read("{\"a\": " + "1".repeat(600) + "}"))
        .hasMessageContaining("a number out of all bounds");
    assertThatThrownBy(() -> read("{\"a\": 1e99999999999}"))
        .hasMessageContaining("a number out of all bounds");
    assertThatThrownBy(() -> read("a: " + "1".repeat(600))).hasMessageContaining("tag");
    assertThatThrownBy(
            () -> DocumentReader.read(new byte[DocumentReader.MAX_BYTES + 1], "", problems))
        .hasMessageContaining("at most 10485760 are read");
    assertThatThrownBy(() -> read("a: 1\nb: '" + "x".repeat(300_000) + "'"))
        .hasMessageContaining("line 2, column 200001: a line of YAML has more than 200000");
    assertThatThrownBy(() -> read("[" + "1,".repeat(600_000) + "1]"))
        .hasMessageContaining("more than 500000 values");
  }

  @Test
  void shouldRefuseWhatIsNotUtf8() {
    assertThatThrownBy(
            () -> DocumentReader.read("name: A\nitems: Zoë".getBytes(ISO_8859_1), "", problems))
        .hasMessage("line 2, column 10: the bytes are not UTF-8");
    assertThatThrownBy(() -> DocumentReader.read("name: A".getBytes(UTF_16), "", problems))
        .hasMessage("the document is UTF-16");
  }

  @Test
  void shouldRefuseADocumentWithNothingInIt() {
    for (String empty : new String[] {"", " \n ", "# only this\n", "// only this", "/* open"}) {
      assertThatThrownBy(() -> read(empty)).hasMessage("the document is empty");
    }
  }

  private JsonNode read(String text) throws UnreadableException, IOException {
    return DocumentReader.read(text.getBytes(UTF_8), "", problems);
  }
}
