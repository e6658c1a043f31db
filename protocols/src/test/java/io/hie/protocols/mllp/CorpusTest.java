package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.RunningOperation.describe;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hie.actormodel.envelope.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every real message at hand goes in and out unchanged, or is refused by name. The messages are not
 * part of the project: they are read from {@code HIE_CORPORA}, or a folder {@code shared/corpora}
 * beside it.
 */
@ExtendWith(LeakCheck.class)
class CorpusTest {

  @Test
  void shouldReceiveAndDeliverEveryMessageUnchangedOrRefuseItByName() throws IOException {
    List<Path> files = files();
    assumeTrue(!files.isEmpty(), "no corpora: set HIE_CORPORA to a folder of HL7 messages");
    int stored = 0;
    try (RunningService service = new RunningService();
        MllpSender sender = service.sender();
        ScriptedReceiver receiver = ScriptedReceiver.start();
        RunningOperation operation = new RunningOperation(receiver.port()).connected()) {
      receiver.otherwise(
          (conversation, message) ->
              conversation.write(Samples.frame(Samples.ack("AA", controlIdOf(message)))));
      for (Path file : files) {
        Payload content = Payload.wrap(Files.readAllBytes(file));
        if (!Mllp.canFrame(content)) {
          assertThat(describe(RunningOperation.get(operation.send(content))))
              .as("%s", file)
              .startsWith("Refused");
          continue;
        }
        String text = content.decode(ISO_8859_1);
        sender.send(text);
        int before = service.intake.taken().size();
        String verdict = verdictOrNone(service, sender, before);
        if (service.intake.taken().size() == before) {
          assertThat(verdict).as("%s", file).startsWith("AR");
          continue;
        }
        Payload kept = service.intake.submission(before).envelope().body().rawPayload();
        assertThat(kept).as("%s", file).isEqualTo(content);
        assertThat(describe(RunningOperation.get(operation.send(kept))))
            .as("%s", file)
            .isEqualTo("Delivered AA");
        assertThat(receiver.received().getLast()).as("%s", file).isEqualTo(text);
        stored++;
      }
    }
    assertThat(stored).as("messages that went through").isPositive();
  }

  private static String controlIdOf(String message) {
    return io.hie.protocols.hl7.Hl7Message.read(Payload.of(message, ISO_8859_1)).controlId();
  }
}
