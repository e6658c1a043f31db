package io.hie.protocols.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7CharsetTest {

  @ParameterizedTest(name = "MSH-18 {0} in {1}: {2}")
  @CsvSource({
    "8859/1, ISO-8859-1, ISO-8859-1",
    "8859/15, ISO-8859-15, ISO-8859-15",
    "ISO-8859-1, ISO-8859-1, ISO-8859-1",
    "iso8859-1, ISO-8859-1, ISO-8859-1",
    "windows-1252, windows-1252, windows-1252",
    "CP1252, windows-1252, windows-1252",
    "UNICODE UTF-8, UTF-8, UTF-8",
    "UTF-8, UTF-8, UTF-8",
    "utf8, UTF-8, UTF-8",
    "UNICODE, UTF-8, UTF-8",
    "'', UTF-8, UTF-8",
    "\"\", UTF-8, UTF-8",
    "8859/1~UNICODE UTF-8, ISO-8859-1, ISO-8859-1",
    "' UTF-8 ', UTF-8, UTF-8"
  })
  void shouldReadInTheCharacterSetThatTheMessageSays(String said, String sentIn, String readIn) {
    Hl7Message read = Hl7Message.read(sample(said, "Zoë €", sentIn));

    assertThat(read.charset().name()).isEqualTo(readIn);
    assertThat(read.charsetNote()).isEmpty();
    String expected = sentIn.equals("ISO-8859-1") ? "Zoë ?" : "Zoë €"; // it has no euro sign
    assertThat(read.get("PID-5")).isEqualTo(expected);
  }

  @ParameterizedTest(name = "MSH-18 {0} in {1}: {2}")
  @CsvSource({
    "'', ISO-8859-1, ISO-8859-1, MSH-18 is empty",
    "ASCII, ISO-8859-1, ISO-8859-1, MSH-18 says ASCII",
    "ASCII, UTF-8, UTF-8, MSH-18 says ASCII",
    "UNICODE, ISO-8859-1, ISO-8859-1, MSH-18 says UNICODE",
    "EBCDIC, UTF-8, UTF-8, MSH-18 names",
    "GB 18030-2000, ISO-8859-1, ISO-8859-1, MSH-18 names",
    "UNICODE UTF-16, UTF-8, UTF-8, MSH-18 names"
  })
  void shouldFallBackAndSaySoWhenWhatIsSaidCannotBe(
      String said, String sentIn, String readIn, String note) {
    Hl7Message read = Hl7Message.read(sample(said, "Zoë", sentIn));

    assertThat(read.charset().name()).isEqualTo(readIn);
    assertThat(read.charsetNote()).startsWith(note).contains("read as " + readIn);
    assertThat(read.get("PID-5")).isEqualTo("Zoë");
  }

  @Test
  void shouldTakeTheCallersCharacterSetWhenTheMessageSaysNone() {
    Payload latin9 = sample("", "5 € Zoë", "ISO-8859-15");

    Hl7Message read = Hl7Message.read(latin9, Charset.forName("ISO-8859-15"));

    assertThat(read.get("PID-5")).isEqualTo("5 € Zoë");
    assertThat(read.charsetNote()).isEmpty();
    assertThat(
            Hl7Message.read(sample("UTF-8", "Zoë", "UTF-8"), StandardCharsets.ISO_8859_1).charset())
        .isEqualTo(StandardCharsets.UTF_8);
  }

  @Test
  void shouldNotReadInACharacterSetWhoseCharactersHideSeparators() {
    assertThat(Hl7Message.canRead(StandardCharsets.UTF_16)).isFalse();
    assertThat(Hl7Message.canRead(Charset.forName("GB18030"))).isFalse();
    assertThat(Hl7Message.canRead(Charset.forName("windows-1252"))).isTrue();
    assertThat(Hl7Message.read(sample("", "Zoë", "UTF-8"), StandardCharsets.UTF_16).charset())
        .isEqualTo(StandardCharsets.UTF_8);
  }

  @Test
  void shouldBelieveTheByteOrderMarkFirst() {
    Hl7Message agreeing = Hl7Message.read(marked(sample("UNICODE", "Zoë", "UTF-8")));
    Hl7Message contradicting = Hl7Message.read(marked(sample("8859/1", "Zoë", "UTF-8")));

    assertThat(agreeing.get("PID-5")).isEqualTo("Zoë");
    assertThat(agreeing.charsetNote()).isEmpty();
    assertThat(contradicting.get("PID-5")).isEqualTo("Zoë");
    assertThat(contradicting.charsetNote()).contains("byte order mark");
  }

  @Test
  void shouldReadGarbledUtf8AsFarAsItGoes() {
    byte[] bytes = sample("UNICODE UTF-8", "Zoë ? end", "UTF-8").toByteArray();
    int broken = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('?');
    bytes[broken] = (byte) 0xE9;

    Hl7Message read = Hl7Message.read(Payload.wrap(bytes));

    assertThat(read.get("PID-5")).isEqualTo("Zoë \uFFFD end");
    assertThat(read.charsetNote()).contains("byte " + broken);
    assertThat(read.controlId()).isEqualTo("7");
  }

  @Test
  void shouldCallPureAsciiWhatItIsCalled() {
    assertThat(Hl7Message.read(sample("ASCII", "Zoe", "UTF-8")).charset())
        .isEqualTo(StandardCharsets.US_ASCII);
    assertThat(Hl7Message.read(sample("", "Zoe", "UTF-8")).charset())
        .isEqualTo(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "é",
        "€",
        "😀",
        "12345678é",
        "1234567é8",
        "é€😀é€😀",
        "\u07FF\u0800\uFFFF"
      })
  void shouldKnowUtf8(String text) {
    assertThat(Utf8.firstFault(Payload.of(text, StandardCharsets.UTF_8))).isEqualTo(-1);
    assertThat(Utf8.isAscii(Payload.of(text, StandardCharsets.UTF_8)))
        .isEqualTo(text.chars().allMatch(c -> c < 128));
  }

  @ParameterizedTest
  @CsvSource({
    "80, 0",
    "C0 80, 0",
    "C1 BF, 0",
    "41 C3, 1",
    "C3 41, 0",
    "E0 9F BF, 0",
    "ED A0 80, 0",
    "F0 8F BF BF, 0",
    "F4 90 80 80, 0",
    "F5 80 80 80, 0",
    "E2 82, 0",
    "E2 82 41, 0",
    "FF, 0",
    "41 42 43 44 45 46 47 48 49 E9, 9"
  })
  void shouldKnowWhatIsNotUtf8AndWhere(String hex, int at) {
    byte[] bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);

    assertThat(Utf8.firstFault(Payload.wrap(bytes))).isEqualTo(at);
  }

  private static Payload sample(String msh18, String name, String charset) {
    return Payload.of(
        "MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.4||||||" + msh18 + "\rPID|1||1||" + name + "\r",
        Charset.forName(charset));
  }

  private static Payload marked(Payload unmarked) {
    return Payload.of("\uFEFF" + unmarked.decode(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
