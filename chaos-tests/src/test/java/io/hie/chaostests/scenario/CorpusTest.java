package io.hie.chaostests.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.fake.Fault;
import io.hie.chaostests.scenario.CorpusSender.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CorpusTest {
  private static final String MESSAGE =
      "MSH|^~\\&|A|B|C|D|20260115||ADT^A01|ID1|P|2.4\rPID|1||LOCAL-77^^^X^PI||LONGNAME^Asa\r";

  @TempDir private Path directory = Path.of("");

  @Test
  void shouldHoldWhenEachIsKeptOrRefusedWithAReason() throws IOException {
    write("good.hl7", MESSAGE);
    write("sub/line-feeds.txt", MESSAGE.replace('\r', '\n'));
    write("sub/no-answer.hl7", MESSAGE.replace("2.4\r", "2.4|||NE|NE\r"));
    write("sub/no-message.txt", "what is this?");
    write("README.md", "not sent");
    FakeRig rig = new FakeRig(Fault.NONE, directory);

    assertThat(corpus(rig).run()).as(rig.printed()).isTrue();

    assertThat(rig.printed())
        .containsPattern("good.hl7 +\\d+ bytes  accepted AA")
        .containsPattern("no-message.txt +\\d+ bytes  refused AR: 207 | E |")
        .containsPattern("no-answer.hl7 +\\d+ bytes  no answer, as MSH-15 and MSH-16 ask")
        .contains("4 files: 3 accepted, 1 not");
  }

  @Test
  void shouldTellWhenNothingIsToBeSent() throws IOException {
    Files.createDirectories(directory.resolve("corpus"));

    assertThatThrownBy(() -> corpus(new FakeRig(Fault.NONE, directory)).run())
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("no message files");
  }

  @Test
  void shouldFindWhatDidNotArriveUnchanged() {
    CorpusFile file = file(new Outcome.Accepted("AA"));

    assertThat(file.problems(Set.of(file.body()), Set.of(file.body()))).isEmpty();
    assertThat(file.problems(Set.of(body(MESSAGE + " ")), Set.of(file.body())))
        .containsExactly("accepted, but these bytes did not arrive at the sink");
    assertThat(file.problems(Set.of(file.body()), Set.of()))
        .containsExactly("accepted, but these bytes are not in the archive");
  }

  @Test
  void shouldFindEveryAnswerThatIsNoProperRefusal() {
    assertThat(problems(new Outcome.Refused("AE", "PID-3 is missing"))).isEmpty();
    assertThat(problems(new Outcome.Refused("AE", " ")))
        .containsExactly("refused without a reason");
    assertThat(problems(new Outcome.Refused("AE", "java.lang.NullPointerException at x")))
        .containsExactly("the answer shows the insides of the node");
    assertThat(problems(new Outcome.Refused("AE", "no patient LOCAL-77 here")))
        .containsExactly("the answer shows patient data");
    assertThat(problems(new Outcome.Unreadable("%%")))
        .containsExactly("answered with what is no acknowledgement");
    assertThat(problems(new Outcome.Hang())).containsExactly("no answer");
    assertThat(problems(new Outcome.Closed()))
        .containsExactly("the connection was closed without an answer");
  }

  @Test
  void shouldCallNoAnswerInTimeAHang() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CorpusSender sender = new CorpusSender(silent.getLocalPort(), Duration.ofMillis(100));

      assertThat(sender.send(new byte[] {'M'})).isEqualTo(new Outcome.Hang());
    }
  }

  private static List<String> problems(Outcome outcome) {
    return file(outcome).problems(Set.of(), Set.of());
  }

  private static CorpusFile file(Outcome outcome) {
    return CorpusFile.of("a.hl7", MESSAGE.getBytes(ISO_8859_1), outcome);
  }

  private static ByteBuffer body(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  private Corpus corpus(FakeRig rig) {
    return new Corpus(rig.settings(), directory.resolve("corpus"), Duration.ofSeconds(1));
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve("corpus").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(ISO_8859_1));
  }
}
