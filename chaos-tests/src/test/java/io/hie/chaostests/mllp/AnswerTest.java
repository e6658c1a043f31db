package io.hie.chaostests.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class AnswerTest {
  @Test
  void shouldAnswerWithTheSendersSeparatorAndControlId() {
    byte[] message = bytes("MSH#^~\\&#PAS#RXX#HIE#RYY#20260115##ADT^A01#ID-7#P#2.4\rEVN#A01\r");

    byte[] frame = Answer.frame("AA", message, 0, message.length);

    assertThat(new String(frame, ISO_8859_1))
        .isEqualTo(
            "\u000bMSH#^~\\&#HIE#RYY#PAS#RXX#20260115##ACK#ID-7#P#2.4\rMSA#AA#ID-7\r\u001c\r");
    Answer read = Objects.requireNonNull(Answer.read(frame, 1, frame.length - 3));
    assertThat(read).isEqualTo(new Answer("AA", "ID-7", ""));
    assertThat(read.accepted()).isTrue();
  }

  @Test
  void shouldReadTheWordsOfARefusal() {
    byte[] answer =
        bytes("MSH|^~\\&|A|B|C|D|1||ACK|9|P|2.4\rMSA|AE|5|not stored\rERR|||207|E||||try again\r");

    Answer read = Objects.requireNonNull(Answer.read(answer, 0, answer.length));

    assertThat(read.retriable()).isTrue();
    assertThat(read.controlId()).isEqualTo("5");
    assertThat(read.words()).isEqualTo("not stored | 207 | E | try again");
  }

  @Test
  void shouldAnswerWhatHasNoHeaderWithAnEmptyControlId() {
    byte[] nonsense = bytes("hello");

    byte[] frame = Answer.frame("AR", nonsense, 0, nonsense.length);

    assertThat(Answer.read(frame, 1, frame.length - 3))
        .isNotNull()
        .satisfies(a -> assertThat(Objects.requireNonNull(a).controlId()).isEmpty());
  }

  @Test
  void shouldFindTheFirstMessageOfABatchAndAfterAByteOrderMark() {
    byte[] batch = bytes("FHS|^~\\&|X\rBHS|^~\\&|Y\rMSH|^~\\&|A|B|C|D|1||ADT^A01|IN-1|P|2.4\r");
    byte[] marked = bytes("\u00ef\u00bb\u00bf MSH|^~\\&|A|B|C|D|1||ADT^A01|IN-2|P|2.4");

    assertThat(id(batch)).isEqualTo("IN-1");
    assertThat(id(marked)).isEqualTo("IN-2");
  }

  @Test
  void shouldAnswerAsMsh15And16Ask() {
    assertThat(answers("||")).as("original mode").isEqualTo("AA AE");
    assertThat(answers("AL|NE")).as("commit").isEqualTo("CA CE");
    assertThat(answers("NE|AL")).as("application").isEqualTo("AA AE");
    assertThat(answers("ER|NE")).as("commit, on errors only").isEqualTo("none CE");
    assertThat(answers("NE|SU")).as("application, on success only").isEqualTo("AA none");
    assertThat(answers("NE|NE")).as("never").isEqualTo("none none");
  }

  /** The codes of an AA and of an AE to a message with these MSH-15 and MSH-16. */
  private static String answers(String wishes) {
    byte[] message = bytes("MSH|^~\\&|A|B|C|D|1||ADT^A01|IN-1|P|2.4|||" + wishes + "\r");
    String accept = code(Answer.frame("AA", message, 0, message.length));
    assertThat(Answer.isAwaited(message, 0, message.length)).isEqualTo(!accept.equals("none"));
    return accept + " " + code(Answer.frame("AE", message, 0, message.length));
  }

  private static String code(byte[] frame) {
    return frame.length == 0
        ? "none"
        : Objects.requireNonNull(Answer.read(frame, 1, frame.length - 3)).code();
  }

  @Test
  void shouldReadNothingFromWhatIsNoAnswer() {
    byte[] message = bytes("MSH|^~\\&|A|B|C|D|1||ADT^A01|IN-1|P|2.4\rPID|1\r");

    assertThat(Answer.read(message, 0, message.length)).isNull();
    assertThat(Answer.read(bytes("%%%"), 0, 3)).isNull();
    assertThat(Answer.read(bytes("MSH"), 0, 3)).isNull();
  }

  private static String id(byte[] message) {
    return Objects.requireNonNull(Hl7Fields.header(message, 0, message.length)).text(10);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
