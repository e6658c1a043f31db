package io.hie.actormodel.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProductionRecordTest {
  private static final Instant AT = Instant.parse("2026-11-25T08:00:00Z");

  private static ProductionEvent.ChangeBegun begun(long version, Origin origin, String document) {
    return new ProductionEvent.ChangeBegun(version, document, origin, null, AT, "admin", "why");
  }

  private static ProductionRecord of(ProductionEvent... events) {
    ProductionRecord record = ProductionRecord.none("royal", "ADT");
    for (ProductionEvent event : events) {
      record = record.apply(event);
    }
    return record;
  }

  @Test
  void shouldRunAVersionOnlyOnceItIsApplied() {
    // given
    ProductionRecord begun = of(begun(1, Origin.FILE, "one"));
    assertThat(begun.version()).isZero();
    assertThat(begun.document()).isNull();
    assertThat(begun.pending()).isNotNull();

    // when
    ProductionRecord applied = begun.apply(new ProductionEvent.ChangeApplied(1, AT));

    // then
    assertThat(applied.version()).isEqualTo(1);
    assertThat(applied.document()).isEqualTo("one");
    assertThat(applied.pending()).isNull();
    assertThat(applied.revision()).isEqualTo(2);
    assertThat(applied.version(1).revision()).isEqualTo(1);
  }

  @Test
  void shouldRunWhatRanBeforeWhenAChangeIsUndoneAndGiveItsNumberToNobody() {
    // when
    ProductionRecord record =
        of(
            begun(1, Origin.FILE, "one"),
            new ProductionEvent.ChangeApplied(1, AT),
            begun(2, Origin.API, "two"),
            new ProductionEvent.ChangeUndone(2, AT, "port in use"));

    // then
    assertThat(record.document()).isEqualTo("one");
    assertThat(record.version()).isEqualTo(1);
    assertThat(record.lastVersion()).isEqualTo(2);
    assertThat(record.version(2)).isNull();
  }

  @Test
  void shouldRememberTheLastFileWhateverWasAppliedSince() {
    // when
    ProductionRecord record =
        of(
            begun(1, Origin.FILE, "one"),
            new ProductionEvent.ChangeApplied(1, AT),
            begun(2, Origin.API, "two"),
            new ProductionEvent.ChangeApplied(2, AT));

    // then
    assertThat(record.fileDigest()).isEqualTo(ProductionRecord.digest("one"));
    assertThat(record.document()).isEqualTo("two");
  }

  @Test
  void shouldKnowHowEachItemIsToBe() {
    // when
    ProductionRecord record =
        of(
            new ProductionEvent.DesiredChanged(
                Map.of("A", Desired.STOPPED, "B", Desired.PAUSED), AT, "admin", ""),
            new ProductionEvent.DesiredChanged(Map.of("A", Desired.RUNNING), AT, "admin", ""));

    // then
    assertThat(record.desired("A")).isEqualTo(Desired.RUNNING);
    assertThat(record.desired("B")).isEqualTo(Desired.PAUSED);
    assertThat(record.desired()).containsOnlyKeys("B");
  }

  @Test
  void shouldListABoundedNumberOfVersions() {
    // given
    ProductionRecord record = ProductionRecord.none("royal", "ADT");

    // when
    for (int i = 1; i <= ProductionRecord.MOST_VERSIONS + 3; i++) {
      record = record.apply(begun(i, Origin.API, "d" + i));
      record = record.apply(new ProductionEvent.ChangeApplied(i, AT));
    }

    // then
    assertThat(record.versions()).hasSize(ProductionRecord.MOST_VERSIONS);
    assertThat(record.version()).isEqualTo(ProductionRecord.MOST_VERSIONS + 3L);
  }

  @Test
  void shouldShowNoDocumentInAText() {
    assertThat(of(begun(1, Origin.FILE, "{\"password\": \"hidden\"}")).toString())
        .doesNotContain("hidden");
    assertThat(begun(1, Origin.FILE, "hidden").toString()).doesNotContain("hidden");
  }
}
