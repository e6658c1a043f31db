package io.hie.clusternode.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What wins at a start, between what is stored and what is given, and after a crash. */
class AtStartTest {
  private static final Instant AT = Instant.parse("2026-11-25T08:00:00Z");
  private static final String ONE = document("one");
  private static final String TWO = document("two");

  private final StoreInMemory store = new StoreInMemory();

  private static String document(String name) {
    return """
        { "name": "ADT", "workspace": "royal", "items": [
          { "name": "%s", "item_type": "OPERATION", "type": "file.operation",
            "adapter_settings": { "Directory": "${PLACE}", "FileName": "{message-id}.hl7" } } ] }
        """
        .formatted(name);
  }

  private static ProductionReader reader(Map<String, String> environment) {
    return new ProductionReader(
        ItemTypes.installed(AtStartTest.class.getClassLoader()), environment);
  }

  private static Production read(String document) {
    return switch (reader(Map.of("PLACE", "/tmp"))
        .read(document.getBytes(StandardCharsets.UTF_8))) {
      case Verdict.Accepted accepted -> accepted.production();
      case Verdict.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  private AtStart start(String... given) {
    return AtStart.decide(
        store,
        reader(Map.of("PLACE", "/tmp")),
        List.of(given).stream().map(AtStartTest::read).toList(),
        Clock.systemUTC());
  }

  private void add(ProductionEvent event) {
    store
        .append(store.find("royal", "ADT").toCompletableFuture().join(), event)
        .toCompletableFuture()
        .join();
  }

  private void apply(long version, String document) {
    add(
        new ProductionEvent.ChangeBegun(
            version, document, Origin.API, null, AT, "admin", "because"));
    add(new ProductionEvent.ChangeApplied(version, AT));
  }

  private static String runs(AtStart start) {
    return start.productions().getFirst().production().items().getFirst().name();
  }

  @Test
  void shouldRunWhatIsStoredWithoutBeingGivenAnything() {
    // given
    start(ONE);
    add(new ProductionEvent.DesiredChanged(Map.of("one", Desired.STOPPED), AT, "admin", ""));

    // when
    AtStart again = start();

    // then
    assertThat(runs(again)).isEqualTo("one");
    assertThat(again.productions().getFirst().desired()).containsEntry("one", Desired.STOPPED);
  }

  @Test
  void shouldRunTheStoredOneIfTheFileIsTheOneGivenBefore() {
    // given
    start(ONE);
    apply(2, TWO);

    // when
    AtStart again = start(ONE);

    // then
    assertThat(runs(again)).isEqualTo("two");
    assertThat(again.notes()).singleElement().asString().contains("version 2, as stored");
    assertThat(again.notes()).singleElement().asString().contains("changed by apply or rollback");
  }

  @Test
  void shouldRunTheFileIfItDiffersFromTheOneGivenBefore() {
    // given
    start(ONE);

    // when
    AtStart again = start(TWO);

    // then
    assertThat(runs(again)).isEqualTo("two");
    assertThat(again.notes()).singleElement().asString().contains("version 2, from the file");
  }

  @Test
  void shouldStartWithTheOneOrTheOtherWhereverANodeDiesInAChange() {
    for (int written = 0; written <= 2; written++) {
      // given a node that dies after so many events of a change
      StoreInMemory mortal = new StoreInMemory();
      Production one = read(ONE);
      ProductionReader reader = reader(Map.of("PLACE", "/tmp"));
      AtStart.decide(mortal, reader, List.of(one), Clock.systemUTC());
      mortal.dieAfter(written);
      ProductionRecord before = mortal.find("royal", "ADT").toCompletableFuture().join();
      mortal
          .append(
              before, new ProductionEvent.ChangeBegun(2, TWO, Origin.API, null, AT, "admin", ""))
          .thenCompose(begun -> mortal.append(begun, new ProductionEvent.ChangeApplied(2, AT)))
          .exceptionally(dead -> before);
      mortal.live();

      // when
      AtStart again = AtStart.decide(mortal, reader, List.of(), Clock.systemUTC());

      // then
      assertThat(runs(again)).isEqualTo(written < 2 ? "one" : "two");
      assertThat(mortal.find("royal", "ADT").toCompletableFuture().join().pending()).isNull();
      if (written == 1) {
        assertThat(again.notes()).anyMatch(note -> note.contains("is undone; apply it again"));
      }
      // and the next change is taken
      assertThat(
              AtStart.decide(mortal, reader, List.of(read(document("three"))), Clock.systemUTC())
                  .productions())
          .hasSize(1);
    }
  }

  @Test
  void shouldSayWhatIsWrongWithAStoredDocumentThatCannotRunHere() {
    // given
    start(ONE);

    // then
    assertThatThrownBy(() -> AtStart.decide(store, reader(Map.of()), List.of(), Clock.systemUTC()))
        .isInstanceOf(AtStart.UnreadableException.class)
        .hasMessageContaining("royal/ADT")
        .hasMessageContaining("PLACE");
  }
}
