package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake;
import io.hie.protocols.testing.Corpora;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every public sample is read and kept byte for byte, or refused by name. */
class Hl7CorpusTest {

  @Test
  void shouldReadEverySampleOrRefuseItByName() {
    Map<String, Integer> outcomes = new TreeMap<>();
    Corpora.hl7v2()
        .forEach(
            (name, file) -> {
              String outcome = submit(file);
              System.out.println(name + ": " + outcome);
              outcomes.merge(outcome, 1, Integer::sum);
            });

    System.out.println(outcomes);
    assertThat(outcomes.keySet())
        .isSubsetOf("read", "batch", "no-msh", "bad-encoding-characters", "short-msh", "empty");
    assertThat(outcomes.get("read")).isGreaterThan(70);
  }

  private static String submit(Payload raw) {
    try {
      Intake.Submission submission = Hl7Submission.of(raw, "In", null, NOON);
      assertThat(submission.envelope().body().rawPayload()).isEqualTo(raw);
      assertThat(submission.keys().messageType()).isNotEmpty();
      return "read";
    } catch (NotHl7Exception refused) {
      assertThat(refused).hasMessageNotContaining("|");
      return refused.code();
    }
  }

  @Test
  void shouldSplitEverySampleIntoReadableMessagesOrRefuseItByName() {
    Corpora.hl7v2()
        .forEach(
            (name, file) -> {
              try {
                int size = 0;
                Hl7Batch batch = Hl7Batch.split(file);
                for (Payload message : batch) {
                  size += message.size();
                  String outcome = submit(message);
                  System.out.println(name + ": " + outcome + " " + batch.warnings());
                  assertThat(outcome).as(name).isIn("read", "bad-encoding-characters");
                }
                assertThat(size).as(name).isLessThanOrEqualTo(file.size());
              } catch (NotHl7Exception refused) {
                System.out.println(name + ": " + refused.code());
                assertThat(refused.code()).as(name).isEqualTo(NotHl7Exception.NO_MSH);
              }
            });
  }
}
