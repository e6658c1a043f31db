package io.hie.sharding.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecretSealTest {
  private static final String TEXT = "Bearer é-42";

  private final MemoryKeys keys = new MemoryKeys();
  private final SecretSeal seal = new SecretSeal(keys);

  @Test
  void shouldOpenWhatItSealedUnderItsOwnNameOnly() {
    // given
    String one = seal.seal("royal", "epr", TEXT);

    // then
    assertThat(seal.open("royal", "epr", one)).isEqualTo(TEXT);
    assertThat(seal.seal("royal", "epr", TEXT)).isNotEqualTo(one);
    assertThat(new String(Base64.getDecoder().decode(one), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("Bearer");
    assertThatThrownBy(() -> seal.open("royal", "lab", one)).isInstanceOf(DamagedException.class);
    assertThatThrownBy(() -> seal.open("seaside", "epr", one)).isInstanceOf(DamagedException.class);
  }

  @Test
  void shouldOpenWithTheKeyThatWasTheNewestThen() {
    String one = seal.seal("royal", "epr", TEXT);
    keys.versions.put(2, new byte[32]);
    assertThat(seal.open("royal", "epr", one)).isEqualTo(TEXT);
    keys.versions.remove(1);
    assertThatThrownBy(() -> seal.open("royal", "epr", one))
        .isInstanceOf(KeyUnavailableException.class);
  }

  @Test
  void shouldSayThatWhatWasChangedDoesNotOpen() {
    byte[] changed = Base64.getDecoder().decode(seal.seal("royal", "epr", TEXT));
    changed[changed.length - 1] ^= 1;
    for (String text :
        new String[] {Base64.getEncoder().encodeToString(changed), "", "%", "AAAA"}) {
      assertThatThrownBy(() -> seal.open("royal", "epr", text))
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("the secret epr of workspace royal");
    }
  }
}
