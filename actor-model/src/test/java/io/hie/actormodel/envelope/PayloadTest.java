package io.hie.actormodel.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class PayloadTest {
  private static final byte[] ALL = new byte[256];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = (byte) i;
    }
  }

  @Test
  void shouldKeepEveryByte() throws IOException {
    // given
    Payload payload = Payload.copyOf(ALL);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    // when
    payload.writeTo(out);

    // then
    assertThat(out.toByteArray()).isEqualTo(ALL);
    assertThat(payload.toByteArray()).isEqualTo(ALL);
    assertThat(payload.size()).isEqualTo(256);
    assertThat(payload.at(255)).isEqualTo((byte) 255);
    assertThat(payload.asByteBuffer().get(7)).isEqualTo((byte) 7);
  }

  @Test
  void shouldNotChangeWithTheArrayItWasMadeFrom() {
    // given
    byte[] bytes = ALL.clone();
    Payload payload = Payload.copyOf(bytes);

    // when
    bytes[0] = 99;
    payload.toByteArray()[1] = 99;

    // then
    assertThat(payload.toByteArray()).isEqualTo(ALL);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> payload.asByteBuffer().put(0, (byte) 1));
  }

  @Test
  void shouldDecodeInTheCharsetAsked() {
    // given
    Payload payload = Payload.of("Müller", ISO_8859_1);

    // then
    assertThat(payload.size()).isEqualTo(6);
    assertThat(payload.decode(ISO_8859_1)).isEqualTo("Müller");
    assertThat(payload.decode(1, 2, ISO_8859_1)).isEqualTo("ü");
    assertThat(payload.decode(UTF_8)).isNotEqualTo("Müller");
  }

  @Test
  void shouldBeEqualByItsBytes() {
    assertThat(Payload.copyOf(ALL))
        .isEqualTo(Payload.wrap(ALL.clone()))
        .hasSameHashCodeAs(Payload.wrap(ALL.clone()));
    assertThat(Payload.copyOf(ALL)).isNotEqualTo(Payload.of("x", UTF_8));
    assertThat(Payload.wrap(new byte[0])).isSameAs(Payload.copyOf(new byte[0]));
  }

  @Test
  void shouldNotShowWhatItHolds() {
    assertThat(Payload.of("PID|1||9990000018", UTF_8)).hasToString("Payload[17 bytes]");
  }

  @Test
  void shouldTravelThroughJacksonByteForByte() throws IOException {
    // given
    JsonMapper mapper = JsonMapper.builder().build();

    // when
    byte[] written = mapper.writeValueAsBytes(Payload.copyOf(ALL));

    // then
    assertThat(mapper.readValue(written, Payload.class)).isEqualTo(Payload.copyOf(ALL));
  }
}
