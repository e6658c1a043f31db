package io.hie.httpapi;

import io.hie.sharding.history.ShardLoad;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import kamon.Kamon;
import kamon.tag.TagSet;

/**
 * The metrics of the shards that run on this node, or have its log here, by their numbers. One that
 * has gone elsewhere is shown with zeros, so that no old figure stays.
 */
final class ShardGauges {
  private static final double MILLIS = 1000;

  private final Set<Integer> shown = new ConcurrentSkipListSet<>();

  void update(ClusterState.Report report) {
    Map<Integer, ShardLoad> loads = new HashMap<>();
    report.loads().forEach(load -> loads.put(load.shard(), load));
    Map<Integer, ClusterState.Partition> kept = new HashMap<>();
    report.partitions().forEach(each -> kept.put(each.partition(), each));
    shown.addAll(report.shards());
    shown.addAll(kept.keySet());
    for (int shard : new TreeSet<>(shown)) {
      TagSet tags = TagSet.of("shard", Integer.toString(shard));
      ShardLoad load = loads.getOrDefault(shard, new ShardLoad(shard, 0, 0, 0, 0, 0, 0));
      set("hie.shard.running", tags, report.shards().contains(shard) ? 1 : 0);
      set("hie.shard.messages.per.second", tags, load.perSecond());
      set("hie.shard.histories.awake", tags, load.awake());
      set("hie.shard.messages.open", tags, load.openMessages());
      set("hie.shard.legs.open", tags, load.openLegs());
      set("hie.shard.oldest.open.seconds", tags, load.oldestOpenMillis() / MILLIS);
      ClusterState.Partition log = kept.get(shard);
      set("hie.shard.log.behind.records", tags, log == null ? 0 : log.lag());
    }
  }

  private static void set(String name, TagSet tags, double value) {
    Kamon.gauge(name).withTags(tags).update(value);
  }
}
