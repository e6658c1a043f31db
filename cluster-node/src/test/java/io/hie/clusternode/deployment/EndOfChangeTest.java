package io.hie.clusternode.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndOfChangeTest {
  private static final Instant NOW = Instant.parse("2026-11-01T08:00:00Z");
  private static final ProductionEvent.ChangeApplied APPLIED =
      new ProductionEvent.ChangeApplied(1, NOW);
  private static final ProductionEvent.ChangeUndone UNDONE =
      new ProductionEvent.ChangeUndone(1, NOW, "it did not start");

  private final StoreInMemory store = new StoreInMemory();
  private final ProductionRecord begun =
      store
          .append(
              ProductionRecord.none("royal", "ADT"),
              new ProductionEvent.ChangeBegun(1, "{}", Origin.API, null, NOW, "anna", "", "node-1"))
          .toCompletableFuture()
          .join();

  /** Whoever writes for all dies before or after it wrote, and has not answered. */
  private final class Dying implements ProductionStore {
    private final boolean writes;
    private int silent;

    Dying(boolean writes, int silent) {
      this.writes = writes;
      this.silent = silent;
    }

    @Override
    public CompletionStage<ProductionRecord> append(
        ProductionRecord before, ProductionEvent event) {
      if (silent-- <= 0) {
        return store.append(before, event);
      }
      if (writes) {
        store.append(before, event);
      }
      return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
    }

    @Override
    public CompletionStage<ProductionRecord> find(String workspace, String project) {
      return store.find(workspace, project);
    }

    @Override
    public CompletionStage<List<ProductionRecord>> all() {
      return store.all();
    }

    @Override
    public CompletionStage<String> document(ProductionRecord record, long version) {
      return store.document(record, version);
    }
  }

  private static ProductionRecord now(CompletionStage<ProductionRecord> written) throws Exception {
    return written.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void shouldSayAgainWhatNobodyAnswered() throws Exception {
    EndOfChange end = new EndOfChange(new Dying(false, 2), () -> false);
    assertThat(now(end.applied(begun, APPLIED)).version()).isEqualTo(1);
  }

  @Test
  void shouldTakeWhatWasWrittenThoughTheAnswerWasLost() throws Exception {
    assertThat(now(new EndOfChange(new Dying(true, 1), () -> false).undone(begun, UNDONE)).undone())
        .isNotNull();
    assertThat(store.find("royal", "ADT").toCompletableFuture().join().revision()).isEqualTo(2);
  }

  @Test
  void shouldWriteThoughSomethingElseWasWrittenMeanwhile() throws Exception {
    store.append(
        begun, new ProductionEvent.DesiredChanged(Map.of("EPR", Desired.STOPPED), NOW, "anna", ""));
    ProductionRecord record = now(new EndOfChange(store, () -> false).applied(begun, APPLIED));
    assertThat(record.version()).isEqualTo(1);
    assertThat(record.desired("EPR")).isEqualTo(Desired.STOPPED);
  }

  @Test
  void shouldNotApplyWhatSomebodyElseHasUndone() {
    store.append(begun, UNDONE);
    assertThatThrownBy(() -> now(new EndOfChange(store, () -> false).applied(begun, APPLIED)))
        .hasCauseInstanceOf(ProductionStore.StaleException.class);
  }

  @Test
  void shouldGiveUpWhenTheNodeHasEnded() {
    EndOfChange end = new EndOfChange(new Dying(false, 1), () -> true);
    assertThatThrownBy(() -> now(end.undone(begun, UNDONE))).hasMessageContaining("no answer");
  }
}
