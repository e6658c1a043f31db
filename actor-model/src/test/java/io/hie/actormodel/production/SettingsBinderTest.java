package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsBinderTest {
  private final Problems problems = new Problems();

  @Test
  void shouldBindEveryTypeOfSetting() {
    FakeTypes.HttpOut bound =
        bind(
            FakeTypes.HttpOut.class,
            """
            {"URL": "https://epr.example/in", "Headers": {"X-Site": "A"}, "Password": "p",
             "Pin": "0042", "Login": {"User": "u", "Token": "t"},
             "Pages": [{"Path": "a", "Size": "7"}, {"Path": "b"}]}
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(bound)
        .isEqualTo(
            new FakeTypes.HttpOut(
                URI.create("https://epr.example/in"),
                Map.of("X-Site", "A"),
                "p",
                42,
                new FakeTypes.Login("u", "t"),
                List.of(new FakeTypes.Page("a", 7), new FakeTypes.Page("b", 1))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "30            | PT30S",
        "0.25          | PT0.25S",
        "'30'          | PT30S",
        "'1.5'         | PT1.5S",
        "'PT2M'        | PT2M",
        "'P1D'         | PT24H",
        "1e3           | PT1000S",
        "0.000000001   | PT0.000000001S",
        "0             | PT0S",
      })
  void shouldReadDurationsAsSecondsOrIso(String json, Duration expected) {
    Timed bound = bind(Timed.class, "{\"Wait\": " + json.replace('\'', '"') + "}");

    assertThat(problems.all()).isEmpty();
    assertThat(bound).isNotNull();
    assertThat(bound.every()).isEqualTo(expected);
  }

  @Test
  void shouldTakeNullForAbsent() {
    Timed bound = bind(Timed.class, "{\"Wait\": null, \"Times\": null}");

    assertThat(bound).isEqualTo(new Timed(Duration.ofSeconds(5), null));
  }

  @Test
  void shouldGiveThePlaceWithinNestedSettings() {
    FakeTypes.HttpOut bound =
        bind(
            FakeTypes.HttpOut.class,
            """
            {"URL": "https://a", "Headers": {"X": 1}, "Login": {"Usr": "u", "Token": "t"},
             "Pages": [{"Path": "a"}, {"Path": "../b"}, {"Path": "c", "Size": "x"}, 5]}
            """);

    assertThat(bound).isNull();
    assertThat(problems.all())
        .extracting(problem -> problem.path() + ": " + problem.message())
        .containsExactlyInAnyOrder(
            "$.Headers.X: expected a text, got 1",
            "$.Login.Usr: the key \"Usr\" is not known here",
            "$.Login.User: is missing",
            "$.Pages[1]: Path must not contain ..",
            "$.Pages[2].Size: expected a whole number, got \"x\"",
            "$.Pages[3]: expected an object, got a number");
  }

  @Test
  void shouldNeverShowASecret() {
    bind(
        FakeTypes.HttpOut.class,
        """
        {"URL": "https://a", "Password": 778899, "Pin": "hunter2",
         "Login": {"User": "u", "Token": ["hunter2"]}}
        """);
    bind(FakeTypes.HttpOut.class, "{\"URL\": \"https://a\", \"Pin\": 778899}");
    bind(FakeTypes.HttpOut.class, "{\"URL\": \"https://a\", \"Passwort\": \"hunter2\"}");
    bind(Guarded.class, "{\"Key\": \"hunter2\"}");

    assertThat(problems.all()).hasSize(6);
    assertThat(problems.all().toString()).doesNotContain("hunter2").doesNotContain("778899");
  }

  @Test
  void shouldTellAnAuthorWhatIsWrongWithASettingsRecord() {
    assertThatThrownBy(() -> SettingsShape.of(Unmarked.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unmarked.port has no @Setting");
    assertThatThrownBy(() -> SettingsShape.of(Odd.class))
        .hasMessageContaining("Odd.thread: java.lang.Thread is no type of a setting");
    assertThatThrownBy(() -> SettingsShape.of(BadDefault.class))
        .hasMessageContaining("BadDefault.port has a default that it refuses");
    assertThatThrownBy(() -> SettingsShape.of(Twice.class))
        .hasMessageContaining("two components of one key");
  }

  @Test
  void shouldBoundWhatIsSaidAboutOneObject() {
    StringBuilder json = new StringBuilder("{\"Wait\": 1");
    for (int i = 0; i < 10_000; i++) {
      json.append(", \"k").append(i).append("\": 1");
    }

    bind(Timed.class, json.append('}').toString());

    assertThat(problems.all()).hasSize(51);
    assertThat(problems.all().getLast().message())
        .isEqualTo("has 10000 keys that are not known here");
  }

  private <T extends Record> @Nullable T bind(Class<T> type, String json) {
    try {
      JsonNode tree = new ObjectMapper().readTree(json);
      return new SettingsBinder(problems).bindAll(type, tree, "$");
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  record Timed(
      @Setting(value = "Wait", doc = "How long.", byDefault = "5") Duration every,
      @Setting(value = "Times", doc = "How often.") @Nullable Integer times) {}

  record Guarded(@Setting(value = "Key", doc = "A key.", secret = true) String key) {
    Guarded {
      throw new IllegalArgumentException("bad key " + key);
    }
  }

  record Unmarked(int port) {}

  record Odd(@Setting(value = "Thread", doc = "No.") Thread thread) {}

  record BadDefault(@Setting(value = "Port", doc = "P.", byDefault = "x") int port) {}

  record Twice(@Setting(value = "A", doc = "1.") int a, @Setting(value = "A", doc = "2.") int b) {}
}
