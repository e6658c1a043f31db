package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Operation;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemDocumentTest {
  private static final ItemTypes TYPES =
      ItemTypes.of(List.of(), ItemDocumentTest.class.getClassLoader());

  /** What may be red or green. */
  public enum Colour {
    DEEP_RED,
    GREEN
  }

  /** One kind of setting each. */
  public record Nested(
      @Setting(value = "Rate", doc = "a number") double rate,
      @Setting(value = "Names", doc = "texts") List<String> names) {}

  /** Every kind of setting there is. */
  public record Every(
      @Setting(value = "Text", doc = "a text") String text,
      @Setting(value = "Truth", doc = "a truth", byDefault = "false") boolean truth,
      @Setting(value = "Count", doc = "a number") int count,
      @Setting(value = "Bytes", doc = "a large number") long bytes,
      @Setting(value = "Wait", doc = "a time") Duration pause,
      @Setting(value = "Directory", doc = "a path") Path directory,
      @Setting(value = "Charset", doc = "a character set") Charset charset,
      @Setting(value = "Url", doc = "an address") URI url,
      @Setting(value = "Colour", doc = "a choice") Colour colour,
      @Setting(value = "Map", doc = "texts by name") Map<String, String> map,
      @Setting(value = "Raw", doc = "anything") JsonNode raw,
      @Setting(value = "Parts", doc = "records") List<Nested> parts,
      @Setting(value = "Password", doc = "a secret", secret = true) String password,
      @Setting(value = "Absent", doc = "nothing") @Nullable String absent) {}

  /** An operation with all of them. */
  public static final class Everything implements Operation {
    public Everything(Every settings) {}

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(new DeliveryResult.Delivered("never"));
    }
  }

  private static final String DOCUMENT =
      """
      { "name": "P", "workspace": "royal", "items": [
        { "name": "First", "item_type": "OPERATION", "type": "%1$s", "enabled": false,
          "adapter_settings": %2$s },
        { "name": "All", "item_type": "OPERATION", "type": "%1$s",
          "adapter_settings": %2$s,
          "host_settings": { "ExecutionMode": "multiprocess", "PoolSize": 7,
            "RetryInterval": 0.025, "QueueType": "priority",
            "RateLimitMessagesPerSecond": 0.5, "AmbiguousPolicy": "hold" } } ] }
      """
          .formatted(
              Everything.class.getName(),
              """
              { "Text": "$${literally}", "Truth": true, "Count": -3, "Bytes": 9007199254740993,
                "Wait": 0.000000001, "Directory": "/var/in box", "Charset": "windows-1252",
                "Url": "https://example.org/a?b=c", "Colour": "deep_red", "Map": { "a": "1" },
                "Raw": { "deep": [1, null, "x"] }, "Password": "${SECRET}",
                "Parts": [ { "Rate": 0.1, "Names": [] }, { "Rate": 3, "Names": ["ü"] } ] }
              """);

  private static ItemDefinition definition(String name) {
    Verdict verdict =
        new ProductionReader(TYPES, Map.of("SECRET", "a ${secret}")).read(DOCUMENT.getBytes(UTF_8));
    assertThat(verdict).as("%s", verdict.problems()).isInstanceOf(Verdict.Accepted.class);
    return ((Verdict.Accepted) verdict).production().item(name).orElseThrow();
  }

  @Test
  void shouldComeBackAsItWasWithEverySettingAndNoVariable() {
    for (String name : List.of("First", "All")) {
      // given
      ItemDefinition definition = definition(name);

      // when
      String written = ItemDocument.write(definition);
      ItemDefinition read = ItemDocument.read(written, definition.path(), TYPES);

      // then
      assertThat(read).isEqualTo(definition);
      assertThat(((Every) read.adapter()).password()).isEqualTo("a ${secret}");
      assertThat(ItemDocument.typeOf(read, TYPES).name()).isEqualTo(definition.type());
    }
  }

  @Test
  void shouldSayWhatIsWrongWhereTheTypeIsNotKnown() {
    // given
    String written = ItemDocument.write(definition("All"));
    String other = written.replace("ItemDocumentTest", "ItemDocumentTest2");

    // when, then
    assertThatThrownBy(() -> ItemDocument.read(other, "$.items[0]", TYPES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no class");
  }
}
