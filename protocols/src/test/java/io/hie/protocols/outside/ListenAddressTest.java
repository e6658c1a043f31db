package io.hie.protocols.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,   127.0.1.2, 127.0.1.2",
    "127.0.0.1, 127.0.1.2, 127.0.0.1",
    "0.0.0.0,   '',        0.0.0.0"
  })
  void shouldGoByTheItemAndThenByTheNode(String item, String node, String expected) {
    assertThat(listening(item, "hie.listen-address = \"" + node + '"')).isEqualTo(expected);
  }

  @Test
  void shouldListenEverywhereWhenNeitherSaysOtherwise() {
    assertThat(listening("0.0.0.0", "")).isEqualTo("0.0.0.0");
  }

  private static String listening(String item, String settings) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "listening",
            ConfigFactory.parseString(settings).withFallback(ConfigFactory.load()));
    try {
      return ListenAddress.of(item, system);
    } finally {
      system.terminate();
    }
  }
}
