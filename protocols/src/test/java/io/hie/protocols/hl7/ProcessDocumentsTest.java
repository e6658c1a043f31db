package io.hie.protocols.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Process;
import io.hie.protocols.hl7.transform.TransformType;
import io.hie.protocols.hl7.validation.ValidationType;
import io.hie.protocols.testing.Corpora;
import io.hie.protocols.testing.OneProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings in the pages on transforming and checking are settings, and real messages pass. */
class ProcessDocumentsTest {
  private static final Pattern SETTINGS =
      Pattern.compile(
          "(?s)```json\n\"host_settings\": \\{\\s*\"TargetConfigNames\": [^]]*],(.*?)}\n```");

  @ParameterizedTest
  @ValueSource(strings = {"transform.md", "validation.md"})
  void shouldTakeTheSettingsOfThePage(String page) throws IOException {
    assertThat(process(page).problems()).isEmpty();
  }

  @Test
  void shouldDecideAboutEveryRealMessageAndChangeOnlyWhatItIsTold() throws IOException {
    OneProcess transform = process("transform.md");
    OneProcess validation = process("validation.md");
    int decided = 0;
    for (Map.Entry<String, Payload> file : Corpora.hl7v2().entrySet()) {
      Hl7Message message;
      try {
        message = Hl7Message.read(file.getValue());
      } catch (NotHl7Exception notOneMessage) {
        continue;
      }
      assertThat(Hl7Editor.of(message).toPayload()).as(file.getKey()).isSameAs(message.raw());
      decide(transform, message);
      decide(validation, message);
      decided++;
    }
    assertThat(decided).isGreaterThan(50);
  }

  /** Passing it on or refusing it with reasons is a decision; anything else is a fault of ours. */
  private static void decide(OneProcess process, Hl7Message message) {
    try {
      process.handle(message.raw());
    } catch (Process.RefusedException refused) {
      assertThat(refused.reason().text()).isNotEmpty();
    }
  }

  private static OneProcess process(String page) throws IOException {
    ItemType type = page.startsWith("transform") ? new TransformType() : new ValidationType();
    Matcher settings = SETTINGS.matcher(Files.readString(Path.of("..", "docs", page)));
    assertThat(settings.find()).isTrue();
    return new OneProcess(type, settings.group(1).replace("Data_Quality", "Bad"));
  }
}
