package io.hie.persistence.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.LogRecord.DeleteTo;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The layout of version 1, byte by byte. These bytes lie in logs: they are never to be changed. */
class LogCodecTest {
  private static final String CLAIM = "01010123456789abcdef0123456789abcdefac0200";
  private static final String CLAIM_OF_AN_ID =
      "01010123456789abcdef0123456789abcdefac021c2f7368617264696e672f686973746f7279436f"
          + "6f7264696e61746f72";
  private static final String APPEND =
      "01020123456789abcdef0123456789abcdefac0214686973746f72797c726f79616c2f4144542f61"
          + "62060203772d31078080e48799340000420c696f2e6869652e4576656e74030001ff0003772d3108"
          + "8180e48799340107616461707465640900002800016d010474c3a467";
  private static final String DELETE_TO =
      "01030123456789abcdef0123456789abcdefac0214686973746f72797c726f79616c2f4144542f61"
          + "62ffffffffffffffff7f";
  private static final String EVENT =
      "010403772d31088180e48799340107616461707465640900002800016d010474c3a467";
  private static final String SNAPSHOT = "01058080e487993400420153057374617465";
  private static final String SNAPSHOT_KEY = "010514686973746f72797c726f79616c2f4144542f6162c801";

  private static final Owner OWNER =
      new Owner(UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), 300);
  private static final String ID = "history|royal/ADT/ab";
  private static final StoredEvent FIRST =
      new StoredEvent(
          "w-1",
          7,
          1793433600000L,
          "",
          new Serialized(33, "io.hie.Event", new byte[] {0, 1, -1}),
          null,
          List.of());
  private static final StoredEvent SECOND =
      new StoredEvent(
          "w-1",
          8,
          1793433600001L,
          "adapted",
          new Serialized(-5, "", new byte[0]),
          new Serialized(20, "", new byte[] {'m'}),
          List.of("t\u00e4g"));
  private static final Append APPENDED = new Append(OWNER, ID, 6, List.of(FIRST, SECOND));

  private static void shouldBe(LogRecord record, String bytes) {
    assertThat(HexFormat.of().formatHex(LogCodec.encode(record))).isEqualTo(bytes);
    assertThat(LogCodec.decode(HexFormat.of().parseHex(bytes))).isEqualTo(record);
  }

  @Test
  void shouldLayOutAClaim() {
    shouldBe(new Claim(OWNER, ""), CLAIM);
    shouldBe(new Claim(OWNER, "/sharding/historyCoordinator"), CLAIM_OF_AN_ID);
  }

  @Test
  void shouldLayOutAnAppend() {
    shouldBe(APPENDED, APPEND);
  }

  @Test
  void shouldLayOutADeletion() {
    shouldBe(new DeleteTo(OWNER, ID, Long.MAX_VALUE), DELETE_TO);
  }

  @Test
  void shouldLayOutAnEventOfTheView() {
    assertThat(HexFormat.of().formatHex(LogCodec.encode(SECOND))).isEqualTo(EVENT);
    assertThat(LogCodec.decodeEvent(HexFormat.of().parseHex(EVENT))).isEqualTo(SECOND);
  }

  @Test
  void shouldLayOutASnapshotAndItsKey() {
    StoredSnapshot snapshot =
        new StoredSnapshot(
            1793433600000L,
            new Serialized(33, "S", "state".getBytes(StandardCharsets.UTF_8)),
            null);
    assertThat(HexFormat.of().formatHex(LogCodec.encode(snapshot))).isEqualTo(SNAPSHOT);
    assertThat(LogCodec.decodeSnapshot(HexFormat.of().parseHex(SNAPSHOT))).isEqualTo(snapshot);
    SnapshotKey key = new SnapshotKey(ID, 200);
    assertThat(HexFormat.of().formatHex(LogCodec.encode(key))).isEqualTo(SNAPSHOT_KEY);
    assertThat(LogCodec.decodeSnapshotKey(HexFormat.of().parseHex(SNAPSHOT_KEY))).isEqualTo(key);
  }

  @Test
  void shouldRefuseALayoutOfALaterVersion() {
    byte[] bytes = LogCodec.encode(APPENDED);
    bytes[0] = 2;
    assertThatThrownBy(() -> LogCodec.decode(bytes))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void shouldRefuseEveryRecordThatIsCutShortOrHasMore() {
    byte[] bytes = LogCodec.encode(APPENDED);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> LogCodec.decode(cut)).isInstanceOf(MalformedRecordException.class);
    }
    assertThatThrownBy(() -> LogCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(MalformedRecordException.class);
  }

  @Test
  void shouldFailOnDamageOnlyInItsOwnWay() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = LogCodec.encode(APPENDED);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      try {
        LogCodec.decode(bytes);
      } catch (MalformedRecordException expected) {
        assertThat(expected.getMessage()).startsWith("the record cannot be read");
      }
    }
  }

  @Test
  void shouldNotShowPayloadsInTexts() {
    Serialized secret = new Serialized(1, "", "HARGREAVES".getBytes(StandardCharsets.UTF_8));
    StoredEvent event = new StoredEvent("w", 1, 1, "", secret, null, List.of());
    assertThat(new Append(OWNER, ID, 0, List.of(event)).toString())
        .doesNotContain("HARGREAVES")
        .doesNotContain("72, 65, 82");
  }
}
