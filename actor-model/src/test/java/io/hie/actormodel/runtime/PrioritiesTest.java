package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrioritiesTest {
  @ParameterizedTest
  @ValueSource(strings = {"header", "content", "rules"})
  void shouldFallBackOnTheHeaderWhereTheContentSaysNothing(String source) {
    MessageEnvelope envelope = Samples.delivery("no parser reads this", 3).envelope();
    assertThat(
            Priorities.of(
                    Running.host(
                        "\"QueueType\": \"priority\", \"PrioritySource\": \"%s\""
                            .formatted(source)))
                .applyAsInt(envelope))
        .isEqualTo(3);
  }
}
