package io.hie.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LoggableTest {
  private static final String HASH = "0123456789abcdef0123456789abcdef";

  private static String path(String id, Map<String, String> values) {
    Operation operation =
        Operations.ALL.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    return Loggable.path(operation, values);
  }

  @Test
  void shouldShowWhatAPathNamesWhenItIsWhatTheNodeHasNamed() {
    assertThat(
            path(
                "dead-letters.read",
                Map.of("workspace", "royal", "project", "ADT", "hash", HASH, "event", "17")))
        .isEqualTo("/dead-letters/royal/ADT/" + HASH + "/17");
    assertThat(
            path(
                "messages.read",
                Map.of("workspace", "royal", "message", "0199f3a0-1234-7abc-8def-123456789012")))
        .isEqualTo("/workspaces/royal/messages/0199f3a0-1234-7abc-8def-123456789012");
  }

  @Test
  void shouldShowAQuestionMarkWhenAKeyStandsInAPath() {
    for (String key : List.of("9990000018", "999 000 0018", "local:RRK:Q12", "Q12^RRK", "")) {
      assertThat(path("histories.state", Map.of("workspace", "w", "project", "p", "hash", key)))
          .isEqualTo("/histories/w/p/?/state");
      assertThat(path("histories.state", Map.of("workspace", key, "project", "p", "hash", HASH)))
          .isEqualTo("/histories/?/p/" + HASH + "/state");
      assertThat(path("messages.read", Map.of("workspace", "w", "message", key)))
          .isEqualTo("/workspaces/w/messages/?");
    }
    assertThat(
            path(
                "histories.state",
                Map.of("workspace", "w", "project", "p9990000018", "hash", HASH)))
        .isEqualTo("/histories/w/?/" + HASH + "/state");
  }

  @Test
  void shouldFindANumberAsPeopleWriteIt() {
    for (String text :
        List.of("9990000018", "of 999 000 0018, a complaint", "1 999-000-0018", "NHS9990000018")) {
      assertThat(TypedNumber.isIn(text)).as(text).isTrue();
    }
    for (String text :
        List.of(
            "9990000019", "19990000018", "complaint 4711", "2026-11-28", "10.1.999.000:0018", "")) {
      assertThat(TypedNumber.isIn(text)).as(text).isFalse();
    }
    assertThat(TypedNumber.isWordOf("a.9990000018")).isTrue();
    assertThat(TypedNumber.isWordOf("0199f3a0-1234-7abc-8def-a9990000018b")).isFalse();
  }
}
