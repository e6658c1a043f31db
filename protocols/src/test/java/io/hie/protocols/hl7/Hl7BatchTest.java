package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7BatchTest {
  private static final String ONE = "MSH|^~\\&|A|B|||||ADT^A01|1|P|2.4\rPID|1||a\r";
  private static final String TWO = "MSH|^~\\&|A|B|||||ADT^A01|2|P|2.4\rPID|1||b\r";
  private static final String FHS = "FHS|^~\\&|A|B\r";
  private static final String BHS = "BHS|^~\\&|A|B\r";

  @Test
  void shouldCutOutTheMessagesOfABatchByteForByte() {
    Hl7Batch batch = split(FHS + BHS + ONE + TWO + "BTS|2\rFTS|1\r");

    assertThat(texts(batch)).containsExactly(ONE, TWO);
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.warnings()).isEmpty();
  }

  @Test
  void shouldTakeSeveralBatchesAndAnEmptyOne() {
    Hl7Batch batch =
        split(FHS + BHS + ONE + "BTS|1\r" + BHS + "BTS|0\r" + BHS + TWO + "BTS|1\rFTS|3");

    assertThat(texts(batch)).containsExactly(ONE, TWO);
    assertThat(batch.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n"})
  void shouldTakeMessagesWithNothingAroundThem(String lineEnd) {
    String one = ONE.replace("\r", lineEnd);
    String two = TWO.replace("\r", lineEnd);

    Hl7Batch batch = split(one + two + lineEnd + lineEnd + one.stripTrailing());

    assertThat(texts(batch)).containsExactly(one, two, one.stripTrailing());
    assertThat(batch.warnings()).isEmpty();
  }

  @Test
  void shouldHandOutASingleMessageWithEveryByte() {
    Payload file = payload("\uFEFF\n" + ONE + "\n\n");

    Hl7Batch batch = Hl7Batch.split(file);

    assertThat(batch).containsExactly(file);
    assertThat(batch.markedCharset()).contains(StandardCharsets.UTF_8);
  }

  @Test
  void shouldLetEachMessageHaveItsOwnSeparators() {
    String other = "MSH#*!$%#A#B#####ADT*A01#3#P#2.4\rPID#1##c\r";

    Hl7Batch batch = split(BHS + ONE + other + TWO + "BTS|3\r");

    assertThat(texts(batch)).containsExactly(ONE, other, TWO);
    assertThat(batch.warnings()).isEmpty();
  }

  @Test
  void shouldNotTakeALineOfTextForAMessage() {
    String text = ONE + "NTE|1||see\nMSH-9 and\nBHS in the manual\nBTS, too\r";

    assertThat(texts(split(text + TWO))).containsExactly(text, TWO);
  }

  @ParameterizedTest
  @CsvSource({
    "FBM, the batch that ends at byte 68 has no BTS: it may be cut off",
    "FM, the file that ends at byte 55 has no FTS: it may be cut off",
    "BMb2, 'BTS at byte 55 counts 2 messages, but there are 1'",
    "FBMb1f2, 'FTS at byte 74 counts 2 batches, but there are 1'",
    "Mb1, BTS at byte 42 ends a batch that no BHS began",
    "Mf1, FTS at byte 42 ends a file that no FHS began",
    "BZMb1, the segment at byte 13 belongs to no message and is left out"
  })
  void shouldWarnOfWhatDoesNotFit(String parts, String warning) {
    StringBuilder built = new StringBuilder();
    for (int i = 0; i < parts.length(); i++) {
      built.append(
          switch (parts.charAt(i)) {
            case 'F' -> FHS;
            case 'B' -> BHS;
            case 'M' -> ONE;
            case 'Z' -> "ZZZ|1\r";
            case 'b' -> "BTS|" + parts.charAt(++i) + "\r";
            case 'f' -> "FTS|" + parts.charAt(++i) + "\r";
            default -> throw new IllegalArgumentException(parts);
          });
    }

    Hl7Batch batch = split(built.toString());

    assertThat(texts(batch)).containsExactly(ONE);
    assertThat(batch.warnings()).contains(warning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BTS|\r", "BTS\r", "BTS|many\r", "BTS|1^2\r"})
  void shouldNotMindATrailerWithoutACount(String trailer) {
    assertThat(split(BHS + ONE + trailer).warnings()).isEmpty();
  }

  @Test
  void shouldBoundTheWarnings() {
    assertThat(split(ONE + "BTS|7\r".repeat(1000)).warnings()).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource({"'', empty", "' \r\n', empty", "/* notes */, no-msh", "PID|1, no-msh"})
  void shouldRefuseAFileThatBeginsWithSomethingElse(String text, String code) {
    assertThatThrownBy(() -> split(text))
        .isInstanceOfSatisfying(
            NotHl7Exception.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static Hl7Batch split(String text) {
    return Hl7Batch.split(payload(text));
  }

  private static List<String> texts(Hl7Batch batch) {
    List<String> texts = new ArrayList<>();
    batch.forEach(message -> texts.add(Samples.text(message)));
    return texts;
  }
}
