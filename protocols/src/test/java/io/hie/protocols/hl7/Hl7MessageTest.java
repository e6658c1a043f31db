package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.message;
import static io.hie.protocols.hl7.Samples.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7MessageTest {

  @Test
  void shouldReadTheHeader() {
    Hl7Message adt = message(Samples.ADT);

    assertThat(adt.messageType()).isEqualTo("ADT^A01");
    assertThat(adt.structure()).isEqualTo("ADT_A01");
    assertThat(adt.controlId()).isEqualTo("MSG00001");
    assertThat(adt.version()).isEqualTo("2.4");
    assertThat(adt.sendingApplication()).isEqualTo("PAS");
    assertThat(adt.sendingFacility()).isEqualTo("RXX");
    assertThat(adt.receivingApplication()).isEqualTo("EPR");
    assertThat(adt.receivingFacility()).isEqualTo("RYY");
    assertThat(adt.raw().size()).isEqualTo(Samples.ADT.length());
  }

  @ParameterizedTest
  @CsvSource({
    "ADT^A01^ADT_A05, ADT^A01, ADT_A05",
    "ADT^A04, ADT^A04, ADT_A04",
    "ACK, ACK, ACK",
    "'', '', ''"
  })
  void shouldComposeTheStructureOfWhatMsh9Says(String msh9, String type, String structure) {
    Hl7Message read = message("MSH|^~\\&|A|B|C|D|||" + msh9 + "|1");

    assertThat(read.messageType()).isEqualTo(type);
    assertThat(read.structure()).isEqualTo(structure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n", "\n\r", "\r\r\n", "\r \t", "\n\n\n"})
  void shouldTakeAnySegmentSeparator(String separator) {
    Hl7Message read = message(Samples.ADT.replace("\r", separator));

    assertThat(read.get("PID-5.1")).isEqualTo("Moss");
    assertThat(read.get("PID-11.5")).isEqualTo("LS1 1AA");
    assertThat(read.get("PV1-7.3")).isEqualTo("Sol");
    assertThat(read.get("MSH-21")).isEqualTo("ITKv1.0");
  }

  @Test
  void shouldTakeMixedSegmentSeparators() {
    Hl7Message read = message("MSH|^~\\&|A|B\nEVN|A01\rPID|1||x\r\nPV1|1|I\n\nZU1|z\r");

    assertThat(read.get("MSH-4")).isEqualTo("B");
    assertThat(read.get("EVN-1")).isEqualTo("A01");
    assertThat(read.get("PID-3")).isEqualTo("x");
    assertThat(read.get("PV1-2")).isEqualTo("I");
    assertThat(read.get("ZU1-1")).isEqualTo("z");
  }

  @Test
  void shouldTakeALineBreakInTextForTextUnlessASegmentFollows() {
    Hl7Message read =
        message("MSH|^~\\&|A|B\rOBX|1|TX|a||first\nsecond | line\r\nTHE third|F\rNTE|1||n\r");

    assertThat(read.get("OBX-5")).isEqualTo("first\nsecond ");
    assertThat(read.get("OBX-6")).isEqualTo(" line\r\nTHE third");
    assertThat(read.get("NTE-3")).isEqualTo("n");
  }

  @Test
  void shouldEndTheHeaderAtItsLineWhateverFollows() {
    Hl7Message read = message("MSH|^~\\&|A|B|C|D|||ADT^A01|17\nPIDgarbage|x|y\nPID|1||z");

    assertThat(read.controlId()).isEqualTo("17");
    assertThat(read.get("PID-3")).isEqualTo("z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF", " \r\n\t", "\n\uFEFF\n", "\uFEFF   "})
  void shouldSkipByteOrderMarkAndBlanksBeforeTheHeader(String before) {
    assertThat(message(before + Samples.ADT).controlId()).isEqualTo("MSG00001");
  }

  @Test
  void shouldTakeTheSeparatorsTheHeaderNames() {
    Hl7Message read =
        message("MSH#*!$%#A#B*x#C#D###ADT*A01#7#P#2.4\rPID#1##a*b*c*D%E!f*g##M|n^o$F$p$S$");

    assertThat(read.messageType()).isEqualTo("ADT^A01");
    assertThat(read.get("MSH-1")).isEqualTo("#");
    assertThat(read.get("MSH-2")).isEqualTo("*!$%");
    assertThat(read.get("PID-3.4.2")).isEqualTo("E");
    assertThat(read.get("PID-3[2].2")).isEqualTo("g");
    assertThat(read.get("PID-5")).isEqualTo("M|n^o#p*");
  }

  @Test
  void shouldNotUseSeparatorsThatTheHeaderLeavesOut() {
    Hl7Message read = message("MSH|^|A|B|C|D|||ADT^A01|7|P|2.4\rPID|1||a&b~c\\F\\^d");

    assertThat(read.messageType()).isEqualTo("ADT^A01");
    assertThat(read.get("PID-3.1")).isEqualTo("a&b~c\\F\\");
    assertThat(read.get("PID-3.1.2")).isEmpty();
    assertThat(read.get("PID-3[2]")).isEmpty();
  }

  @Test
  void shouldTakeTheTruncationCharacterOfVersion27() {
    Hl7Message read = message("MSH|^~\\&#|A|B|C|D|||ADT^A01|7|P|2.7\rPID|1||a#b");

    assertThat(read.get("MSH-2")).isEqualTo("^~\\&#");
    assertThat(read.get("PID-3")).isEqualTo("a#b");
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "' \r\n', empty",
    "\uFEFF, empty",
    "hello, no-msh",
    "PID|1, no-msh",
    "msh|^~\\&|A, no-msh",
    "MS, no-msh",
    "MSH, short-msh",
    "'MSH\r|^~\\&|', short-msh",
    "MSH|, short-msh",
    "MSH|^~\\&, short-msh",
    "'MSH|^~\\&\rPID|1', short-msh",
    "MSH||A|B, bad-encoding-characters",
    "MSH|^^\\&|A, bad-encoding-characters",
    "MSH|^~\\\\&|A, bad-encoding-characters",
    "MSH|^~\\&#x|A, bad-encoding-characters",
    "MSH|^~A&|A, bad-encoding-characters",
    "MSH|^ \\&|A, bad-encoding-characters",
    "MSH|^~\\é|A, bad-encoding-characters",
    "MSHAB~\\&AA, bad-encoding-characters",
    "MSH ^~\\& A, bad-encoding-characters",
    "'FHS|^~\\&|A', batch",
    "'BHS|^~\\&|A\rMSH|^~\\&|A', batch",
    "\uFFFEM, no-msh"
  })
  void shouldRefuseByName(String text, String code) {
    assertThatThrownBy(() -> message(text))
        .isInstanceOfSatisfying(
            NotHl7Exception.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32LE"})
  void shouldRefuseWideCharactersByName(String charset) {
    byte[] bytes = Samples.ADT.getBytes(java.nio.charset.Charset.forName(charset));

    assertThatThrownBy(() -> Hl7Message.read(io.hie.actormodel.envelope.Payload.wrap(bytes)))
        .isInstanceOfSatisfying(
            NotHl7Exception.class,
            refused -> assertThat(refused.code()).isEqualTo(NotHl7Exception.UTF_16));
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f, a|b^c&d~e\\f",
    "a\\P\\b, a#b",
    "a\\X41\\b\\X4243\\, aAbBC",
    "a\\XC3A9\\, aé",
    "one\\.br\\two, 'one\ntwo'",
    "one\\.sp3\\two, 'one\ntwo'",
    "\\H\\loud\\N\\ quiet, loud quiet",
    "a\\Zxx\\b, a\\Zxx\\b",
    "a\\X4\\b\\XZZ\\c\\X\\, a\\X4\\b\\XZZ\\c\\X\\",
    "a\\F, a\\F",
    "\\\\, \\\\",
    "\\\\F\\, \\|",
    "C:\\temp\\F\\, C:\\temp|"
  })
  void shouldReplaceEscapeSequences(String written, String read) {
    assertThat(message("MSH|^~\\&|A|B\rNTE|1||" + written).get("NTE-3")).isEqualTo(read);
  }

  @Test
  void shouldTellNullFromNothing() {
    Hl7Message read = message("MSH|^~\\&|A|B\rPID|1||\"\"||\"\"^x");

    assertThat(read.get("PID-3")).isEqualTo(Hl7Message.NULL);
    assertThat(read.get("PID-4")).isEmpty();
    assertThat(read.get("PID-5.1")).isEqualTo(Hl7Message.NULL);
    assertThat(read.get("PID-99")).isEmpty();
  }

  @Test
  void shouldHideItsContentsInItsTextForm() {
    assertThat(message(Samples.ADT).toString())
        .isEqualTo("Hl7Message[" + Samples.ADT.length() + " bytes]");
  }

  @Test
  void shouldQuoteNothingOfTheMessageInARefusal() {
    assertThatThrownBy(() -> Hl7Message.read(payload("Ivy Moss 9990000018")))
        .hasMessageNotContainingAny("Ivy", "Moss", "999");
  }
}
