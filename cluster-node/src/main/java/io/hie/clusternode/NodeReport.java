package io.hie.clusternode;

import io.hie.actormodel.runtime.BreakerState;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.httpapi.ClusterState;
import io.hie.persistence.MessageJournal;
import io.hie.persistence.kafka.journal.Progress;
import io.hie.sharding.history.ShardLoad;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a node says of itself to the other nodes. */
final class NodeReport {
  private static final int MOST_ITEMS = 200;

  private NodeReport() {}

  static CompletionStage<ClusterState.Report> of(Node node) {
    return node.readiness()
        .thenCompose(
            readiness ->
                node.histories()
                    .shardsHere()
                    .thenCombine(
                        node.productions(),
                        (shards, productions) ->
                            new ClusterState.Report(
                                node.apiAddress(),
                                Hie.VERSION,
                                ManagementFactory.getRuntimeMXBean().getUptime(),
                                readiness.reasons(),
                                node.hasBroker(),
                                shards,
                                partitions(node),
                                busy(productions),
                                loads(node, shards))));
  }

  private static List<ShardLoad> loads(Node node, List<Integer> here) {
    return node.histories().loads().stream()
        .filter(each -> here.contains(each.shard()) || each.perSecond() > 0)
        .toList();
  }

  private static List<ClusterState.Partition> partitions(Node node) {
    List<Progress> all = MessageJournal.progress(node.system().classicSystem());
    List<ClusterState.Partition> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Progress each = all.get(i);
      if (each.kept()) {
        kept.add(new ClusterState.Partition(i, each.owned(), each.warm(), each.lag()));
      }
    }
    return kept;
  }

  /** Those with most to do first. */
  private static List<ClusterState.BusyItem> busy(List<ProductionActor.Status> productions) {
    return productions.stream()
        .flatMap(production -> production.items().stream())
        .filter(
            item ->
                item.queued() > 0
                    || item.inHand() > 0
                    || (item.breaker() != null && item.breaker() != BreakerState.CLOSED))
        .sorted(Comparator.comparingInt(ItemStatus::queued).reversed())
        .limit(MOST_ITEMS)
        .map(
            item ->
                new ClusterState.BusyItem(
                    item.address().toString(),
                    item.phase().name(),
                    item.queued(),
                    item.inHand(),
                    item.breaker() == null ? "" : item.breaker().name()))
        .toList();
  }
}
