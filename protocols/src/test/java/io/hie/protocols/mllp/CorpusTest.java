package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.RunningOperation.describe;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.testing.Corpora;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every real message at hand goes in and out unchanged, or is refused by name. */
@ExtendWith(LeakCheck.class)
class CorpusTest {

  @Test
  void shouldReceiveAndDeliverEveryMessageUnchangedOrRefuseItByName() throws IOException {
    Map<String, Payload> files = Corpora.hl7v2();
    List<String> through = new ArrayList<>();
    try (RunningService service = new RunningService();
        MllpSender sender = service.sender();
        ScriptedReceiver receiver = ScriptedReceiver.start().otherwise(CorpusTest::answer);
        RunningOperation operation = new RunningOperation(receiver.port()).connected()) {
      for (Map.Entry<String, Payload> file : files.entrySet()) {
        int before = service.intake.taken().size();
        String text = file.getValue().decode(ISO_8859_1);
        sender.send(text, Samples.adt("NEXT"));
        String verdict = sender.verdict();
        String next = verdict.equals("AA NEXT") ? verdict : sender.verdict();
        assertThat(next).as(file.getKey()).isEqualTo("AA NEXT");
        if (service.intake.taken().size() == before + 1) {
          // An acknowledgement gets no answer, anything else a refusal.
          assertThat(verdict).as(file.getKey()).matches("AA NEXT|[AC]R .*");
          continue;
        }
        Payload kept = service.intake.submission(before).envelope().body().rawPayload();
        assertThat(kept).as(file.getKey()).isEqualTo(file.getValue());
        assertThat(describe(RunningOperation.get(operation.send(kept))))
            .as(file.getKey())
            .startsWith("Delivered");
        through.add(text);
        // A message that forbids an answer is delivered when it is sent.
        await().until(() -> receiver.received().size() == through.size());
      }
      assertThat(receiver.received()).isNotEmpty().isEqualTo(through);
    }
  }

  private static void answer(ScriptedReceiver.Conversation conversation, String message)
      throws IOException {
    String id = Hl7Message.read(Payload.of(message, ISO_8859_1)).controlId();
    conversation.write(Samples.frame(Samples.ack("AA", id)));
  }
}
