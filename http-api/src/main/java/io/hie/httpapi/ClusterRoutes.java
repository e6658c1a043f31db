package io.hie.httpapi;

import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code /api/v1/cluster}: the cluster that the node is in. */
final class ClusterRoutes extends AllDirectives {
  private final ClusterView cluster;

  ClusterRoutes(ClusterView cluster) {
    this.cluster = cluster;
  }

  Route routes() {
    return pathPrefix(
        "cluster",
        () ->
            concat(
                path(
                    "invitation",
                    () -> get(() -> complete(Json.answer(200, cluster.invitation()))))));
  }
}
