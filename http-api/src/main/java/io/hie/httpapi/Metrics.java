package io.hie.httpapi;

import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;
import kamon.tag.TagSet;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * {@code /metrics} in Prometheus' text format. Counters are as of Kamon's last tick; queues are as
 * of now.
 */
final class Metrics extends AllDirectives {
  /** One for the process, like Kamon itself. */
  private static final class Scrape {
    private static final PrometheusReporter REPORTER = register();

    private static PrometheusReporter register() {
      PrometheusReporter reporter = PrometheusReporter.create();
      Kamon.addReporter("hie-metrics", reporter);
      return reporter;
    }
  }

  private final NodeView node;
  private final ShardGauges shards = new ShardGauges();

  Metrics(ActorSystem<?> system, NodeView node) {
    this.node = node;
    Kamon.initWithoutAttaching(system.settings().config());
  }

  Route routes() {
    return path(
        "metrics",
        () ->
            get(
                () ->
                    onSuccess(
                        node.productions().thenCombine(report(), Figures::new),
                        figures -> {
                          gauges(figures.productions());
                          figures.report().ifPresent(shards::update);
                          return complete(
                              HttpResponse.create()
                                  .withEntity(
                                      HttpEntities.create(
                                          ContentTypes.TEXT_PLAIN_UTF8,
                                          Scrape.REPORTER.scrapeData())));
                        })));
  }

  private record Figures(
      List<ProductionActor.Status> productions, Optional<ClusterState.Report> report) {}

  /** How the node is; empty if it cannot say now, so that the rest is told nevertheless. */
  private CompletionStage<Optional<ClusterState.Report>> report() {
    return node.cluster()
        .report()
        .thenApply(Optional::of)
        .exceptionally(cannotSay -> Optional.empty());
  }

  private void gauges(List<ProductionActor.Status> productions) {
    Kamon.gauge("hie.jvm.heap.used.bytes")
        .withoutTags()
        .update(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    for (ProductionActor.Status production : productions) {
      TagSet of =
          TagSet.of("workspace", production.workspace()).withTag("project", production.project());
      Kamon.gauge("hie.messages.open")
          .withTags(of)
          .update(node.histories().openMessages(production.workspace(), production.project()));
      for (ItemStatus item : production.items()) {
        TagSet tags = of.withTag("item", item.address().item());
        ItemGauges.update(tags, item);
      }
    }
  }
}
