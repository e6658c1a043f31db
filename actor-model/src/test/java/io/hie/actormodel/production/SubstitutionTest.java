package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubstitutionTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOST", "epr", "PORT", "2575", "EMPTY", "", "NESTED", "${HOST}");

  private final Problems problems = new Problems();

  @ParameterizedTest
  @CsvSource({
    "plain,                    plain",
    "${HOST},                  epr",
    "${HOST}:${PORT},          epr:2575",
    "a${HOST}b,                aeprb",
    "${NONE:fallback},         fallback",
    "${NONE:},                 ''",
    "${NONE:a:b},              a:b",
    "${HOST:fallback},         epr",
    "${EMPTY:fallback},        ''",
    "${NESTED},                ${HOST}",
    "$${HOST},                 ${HOST}",
    "$$${HOST},                $${HOST}",
    "$HOST {date} $,           $HOST {date} $",
  })
  void shouldPutTheEnvironmentIn(String text, String expected) {
    assertThat(substitute(text).textValue()).isEqualTo(expected);
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "${NONE},        the environment variable NONE is not set",
    "${,             a ${ is not closed",
    "${HOST} ${HOST, a ${ is not closed",
    "${},            is not the name of a variable",
    "${1A},          is not the name of a variable",
    "${A:${B}},      a ${ inside another",
  })
  void shouldSayWhatCannotBePutIn(String text, String message) {
    assertThat(Substitution.isUnresolved(substitute(text))).isTrue();
    assertThat(problems.all())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("$");
              assertThat(problem.message()).contains(message);
            });
  }

  @Test
  void shouldReachEveryTextAndLeaveKeysAlone() throws Exception {
    JsonNode tree = new ObjectMapper().readTree("{\"${HOST}\": [1, {\"a\": \"${PORT}\"}]}");

    JsonNode result = new Substitution(ENVIRONMENT, problems).in(tree, "$");

    assertThat(result.toString()).isEqualTo("{\"${HOST}\":[1,{\"a\":\"2575\"}]}");
  }

  @Test
  void shouldNotLetTheEnvironmentBlowTheDocumentUp() {
    String text = "${LARGE}".repeat(2_000);
    JsonNode result =
        new Substitution(Map.of("LARGE", "x".repeat(10_000)), problems)
            .in(TextNode.valueOf(text), "$");

    assertThat(Substitution.isUnresolved(result)).isTrue();
    assertThat(problems.all().getFirst().message()).contains("more than 10485760 characters");
  }

  private JsonNode substitute(String text) {
    return new Substitution(ENVIRONMENT, problems).in(TextNode.valueOf(text), "$");
  }
}
