package io.hie.protocols.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7EditorTest {
  private static final String MESSAGE =
      "MSH|^~\\&|PAS|RXX|EPR|RXX|20260131||ADT^A01|1|P|2.4\r"
          + "PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH&VAN^ANN\r"
          + "OBX|1|NM|A||5\rOBX|2|NM|B||7\r";

  @ParameterizedTest
  @CsvSource({
    "PID-8, PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH&VAN^ANN|||X",
    "PID-5.2, PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH&VAN^X",
    "PID-5.1, PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||X^ANN",
    "PID-5.1.2, PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH&X^ANN",
    "PID-5.3.2, PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH&VAN^ANN^&X",
    "PID-3[2].1, PID|1||9990000018^^^NHS^NH~X^^^RXX^MR||SMITH&VAN^ANN",
    "PID-3[4].1, PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR~~X||SMITH&VAN^ANN",
    "PID-3[*].5, PID|1||9990000018^^^NHS^X~H1^^^RXX^X||SMITH&VAN^ANN",
    "PID-1, PID|X||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH&VAN^ANN"
  })
  void shouldWriteAtAPlaceAndMakeWhatIsMissingBeforeIt(String path, String pid) {
    // given
    Hl7Editor editor = Hl7Editor.of(read(MESSAGE));

    // when
    boolean written = editor.set(Hl7Path.compile(path), "X");

    // then
    assertThat(written).isTrue();
    assertThat(editor.toText().split("\r")[1]).isEqualTo(pid);
    assertThat(editor.get(Hl7Path.compile(path))).isEqualTo("X");
  }

  @Test
  void shouldNumberTheFieldsOfMshAsHl7Does() {
    Hl7Editor editor = Hl7Editor.of(read(MESSAGE));

    editor.set(Hl7Path.compile("MSH-3"), "NEW");
    editor.set(Hl7Path.compile("MSH-9.3"), "ADT_A01");

    assertThat(editor.toText())
        .startsWith("MSH|^~\\&|NEW|RXX|EPR|RXX|20260131||ADT^A01^ADT_A01|1|P|2.4\r");
  }

  @Test
  void shouldEscapeSeparatorsInAText() {
    Hl7Editor editor = Hl7Editor.of(read(MESSAGE));

    editor.set(Hl7Path.compile("PID-5.2"), "A|B^C&D~E\\F");

    assertThat(editor.toText()).contains("SMITH&VAN^A\\F\\B\\S\\C\\T\\D\\R\\E\\E\\F\r");
    assertThat(editor.get(Hl7Path.compile("PID-5.2"))).isEqualTo("A|B^C&D~E\\F");
  }

  @Test
  void shouldRefuseACharacterThatTheMessageCannotHold() {
    Hl7Editor editor =
        Hl7Editor.of(
            Hl7Message.read(
                Payload.of(
                    MESSAGE.replace("|2.4\r", "|2.4||||||8859/1\r"), StandardCharsets.ISO_8859_1)));

    assertThatThrownBy(() -> editor.set(Hl7Path.compile("PID-5.2"), "\u0141uk"))
        .isInstanceOf(Hl7Editor.UnencodableException.class)
        .hasMessage("the value has characters that ISO-8859-1 has not");
  }

  @Test
  void shouldTakeOutAndAddSegments() {
    Hl7Editor editor = Hl7Editor.of(read(MESSAGE));

    editor.removeSegments("OBX", 1);
    int number = editor.add("NTE", "PID");
    editor.set(Hl7Path.compile("NTE-3"), "note");

    assertThat(number).isEqualTo(1);
    assertThat(editor.toText().split("\r"))
        .containsExactly(
            MESSAGE.split("\r")[0], MESSAGE.split("\r")[1], "NTE|||note", "OBX|2|NM|B||7");
  }

  @Test
  void shouldGiveTheVeryBytesBackIfNothingWasChanged() {
    Payload odd =
        Payload.of("\n" + MESSAGE.replace("\r", "\r\n") + "\n", StandardCharsets.ISO_8859_1);
    Hl7Editor editor = Hl7Editor.of(Hl7Message.read(odd));

    editor.set(Hl7Path.compile("PID-5.2"), "ANN");
    editor.delete(Hl7Path.compile("PID-30"));

    assertThat(editor.toPayload()).isSameAs(odd);
  }

  @Test
  void shouldReadBackWhatItWroteAndLeaveTheRestWhateverItWrites() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> others = List.of("PID-3[1].1", "PID-3[2].4", "PID-5.1.2", "OBX[2]-3", "MSH-10");
    for (int i = 0; i < 2_000; i++) {
      // given
      Hl7Message before = read(MESSAGE);
      Hl7Editor editor = Hl7Editor.of(before);
      Hl7Path path =
          Hl7Path.compile(
              (random.nextBoolean() ? "OBX[1]-" : "PV1-")
                  + (6 + random.nextInt(20))
                  + "["
                  + (1 + random.nextInt(3))
                  + "]."
                  + (1 + random.nextInt(5))
                  + (random.nextBoolean() ? "." + (1 + random.nextInt(3)) : ""));
      editor.add("PV1", "PID");
      String value = text(random);

      // when
      editor.set(path, value);

      // then
      Hl7Message after = editor.toMessage();
      assertThat(path.first(after)).as("seed %s, %s", seed, path).isEqualTo(value);
      for (String other : others) {
        assertThat(after.get(other)).as("seed %s, %s", seed, path).isEqualTo(before.get(other));
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append("|^~\\&AZaz09 é€".charAt(random.nextInt(14)));
    }
    return text.toString().strip();
  }

  private static Hl7Message read(String text) {
    return Hl7Message.read(Payload.of(text, StandardCharsets.UTF_8));
  }
}
