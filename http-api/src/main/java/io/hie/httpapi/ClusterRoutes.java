package io.hie.httpapi;

import io.hie.actormodel.production.Nearest;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/cluster}: the cluster that the node is in, and what can be done with its nodes.
 */
final class ClusterRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRoutes.class);

  private final ClusterView cluster;

  ClusterRoutes(ClusterView cluster) {
    this.cluster = cluster;
  }

  /** An order that concerns a node. */
  private interface Order {
    CompletionStage<ClusterView.Outcome> give(String node, boolean force);
  }

  Route routes() {
    return pathPrefix(
        "cluster",
        () ->
            concat(
                pathEnd(
                    () ->
                        get(
                            () ->
                                onSuccess(
                                    cluster.state(), state -> complete(Json.answer(200, state))))),
                path(
                    "invitation",
                    () -> get(() -> complete(Json.answer(200, cluster.invitation())))),
                path("rebalance", () -> post(this::rebalance)),
                path(
                    PathMatchers.segment("nodes")
                        .slash(PathMatchers.segment())
                        .slash(PathMatchers.segment("drain")),
                    node -> post(() -> order("drain", node, cluster::drain))),
                path(
                    PathMatchers.segment("nodes")
                        .slash(PathMatchers.segment())
                        .slash(PathMatchers.segment("down")),
                    node -> post(() -> order("down", node, cluster::down)))));
  }

  private Route rebalance() {
    return entity(
        Unmarshaller.entityToString(),
        ignored -> {
          cluster.rebalance();
          LOG.info("shards are to move to where they belong");
          return complete(Json.answer(202, Map.of("status", "begun")));
        });
  }

  private Route order(String what, String node, Order order) {
    return entity(
        Unmarshaller.entityToString(),
        body -> {
          boolean force =
              !body.isBlank() && Fields.of(body, WorkspaceContracts.FORCE).check().flag("force");
          return onSuccess(
              order.give(node, force),
              outcome -> {
                // What names no node may be anything, an NHS number too.
                LOG.info(
                    "node {} {}: {}",
                    outcome instanceof ClusterView.Outcome.NoSuchNode ? "?" : node,
                    what,
                    outcome.getClass().getSimpleName());
                return complete(answer(node, outcome));
              });
        });
  }

  private static HttpResponse answer(String node, ClusterView.Outcome outcome) {
    return switch (outcome) {
      case ClusterView.Outcome.Begun begun ->
          Json.answer(202, Map.of("node", begun.node(), "status", "begun"));
      case ClusterView.Outcome.NoSuchNode none ->
          Json.problem(
              404,
              "no-such-node",
              "No such node",
              "the cluster has no node " + node + "; " + Nearest.hint(node, none.members()));
      case ClusterView.Outcome.Refused refused ->
          Json.problem(409, refused.problem(), "Not done", refused.why());
    };
  }
}
