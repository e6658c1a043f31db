package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that can die after any event, as a node does. */
final class StoreInMemory implements ProductionStore {
  private final Map<String, List<ProductionEvent>> events = new TreeMap<>();
  private int left = Integer.MAX_VALUE;

  /** It takes so many events more, and none after that. */
  void dieAfter(int more) {
    left = more;
  }

  void live() {
    left = Integer.MAX_VALUE;
  }

  @Override
  public CompletionStage<List<ProductionRecord>> all() {
    return CompletableFuture.completedFuture(events.keySet().stream().map(this::fold).toList());
  }

  @Override
  public CompletionStage<ProductionRecord> find(String workspace, String project) {
    return CompletableFuture.completedFuture(fold(workspace + "/" + project));
  }

  private ProductionRecord fold(String name) {
    String[] names = name.split("/", 2);
    ProductionRecord record = ProductionRecord.none(names[0], names[1]);
    for (ProductionEvent event : events.getOrDefault(name, List.of())) {
      record = record.apply(event);
    }
    return record;
  }

  @Override
  public CompletionStage<ProductionRecord> append(ProductionRecord before, ProductionEvent event) {
    String name = before.workspace() + "/" + before.project();
    if (left-- <= 0) {
      return CompletableFuture.failedFuture(new IllegalStateException("the node is dead"));
    }
    if (fold(name).revision() != before.revision()) {
      return CompletableFuture.failedFuture(new StaleException("somebody was faster"));
    }
    events.computeIfAbsent(name, n -> new ArrayList<>()).add(event);
    return CompletableFuture.completedFuture(fold(name));
  }

  @Override
  public CompletionStage<String> document(ProductionRecord record, long version) {
    long revision = record.version(version).revision();
    return CompletableFuture.completedFuture(
        ((ProductionEvent.ChangeBegun)
                events.get(record.workspace() + "/" + record.project()).get((int) revision - 1))
            .document());
  }
}
