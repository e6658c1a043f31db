package io.hie.sharding.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.Payload;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WrappedDataKeysTest {
  private static final String ID = "royal/ADT/0011223344556677";
  private static final byte[] PLACE = "here".getBytes(UTF_8);
  private static final byte[] CONTENTS = "PID|1||9990000018".getBytes(UTF_8);

  private final MemoryKeys store = new MemoryKeys();
  private final DataKeys keys = new WrappedDataKeys(store, store);

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private DataKey find(DataKey made) {
    return get(keys.find(ID, made.id()));
  }

  @Test
  void shouldFindWhatItMade() throws Exception {
    // given
    DataKey made = get(keys.make(ID));
    Payload sealed = made.seal(CONTENTS, PLACE);

    // then
    assertThat(find(made).open(sealed, PLACE)).isEqualTo(CONTENTS);
    assertThat(store.stored.values()).noneMatch(value -> value.length < 69);
  }

  @Test
  void shouldNeverUseANonceTwice() {
    // given
    DataKey made = get(keys.make(ID));

    // then
    assertThat(made.seal(CONTENTS, PLACE)).isNotEqualTo(made.seal(CONTENTS, PLACE));
    assertThat(find(made).seal(CONTENTS, PLACE)).isNotEqualTo(find(made).seal(CONTENTS, PLACE));
  }

  @Test
  void shouldTellErasedFromLost() {
    // given
    DataKey made = get(keys.make(ID));
    DataKey lost = get(keys.make(ID));

    // when
    get(keys.destroy(ID, made.id()));
    get(keys.destroy(ID, made.id()));
    store.stored.remove(ID + "#" + lost.id());

    // then
    assertThatThrownBy(() -> find(made)).hasCauseInstanceOf(ErasedException.class);
    assertThatThrownBy(() -> find(lost))
        .hasCauseInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("not in the store of keys, though it was not destroyed");
  }

  @Test
  void shouldSayWhichFileIsWrong() {
    // given
    DataKey made = get(keys.make(ID));

    // when
    store.versions.put(1, new byte[32]);

    // then
    assertThatThrownBy(() -> find(made))
        .hasCauseInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("memory is not the key that")
        .hasMessageContaining("put the right file back")
        .hasMessageContaining("Nothing is erased");
  }

  @Test
  void shouldRefuseAKeyThatWasChangedOrMoved() {
    // given
    DataKey made = get(keys.make(ID));
    Map.Entry<String, byte[]> entry = store.stored.entrySet().iterator().next();
    byte[] wrapped = entry.getValue().clone();

    // then
    for (int at : new int[] {10, 30, wrapped.length - 1}) {
      byte[] changed = wrapped.clone();
      changed[at] ^= 1;
      store.stored.put(entry.getKey(), changed);
      assertThatThrownBy(() -> find(made)).hasCauseInstanceOf(DamagedException.class);
    }
    store.stored.put(entry.getKey(), Arrays.copyOf(wrapped, 20));
    assertThatThrownBy(() -> find(made)).hasCauseInstanceOf(DamagedException.class);
    store.stored.put("royal/ADT/another#" + made.id(), wrapped);
    assertThatThrownBy(() -> get(keys.find("royal/ADT/another", made.id())))
        .hasCauseInstanceOf(DamagedException.class)
        .hasMessageContaining("royal/ADT/another");
  }

  @Test
  void shouldWrapWithTheNewestAndUnwrapWithTheOldest() {
    // given
    DataKey old = get(keys.make(ID));

    // when
    store.versions.put(2, new byte[32]);
    DataKey young = get(keys.make(ID));

    // then
    assertThat(find(old).id()).isEqualTo(old.id());
    assertThat(find(young).id()).isEqualTo(young.id());
    assertThat(store.stored.get(ID + "#" + young.id())[4]).isEqualTo((byte) 2);
    store.versions.remove(1);
    assertThatThrownBy(() -> find(old)).hasCauseInstanceOf(KeyUnavailableException.class);
  }
}
