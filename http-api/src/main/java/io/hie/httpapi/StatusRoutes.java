package io.hie.httpapi;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.QueueFigures;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/status}: how every item is. */
final class StatusRoutes extends AllDirectives {
  private final NodeView node;

  StatusRoutes(NodeView node) {
    this.node = node;
  }

  /** A production. */
  record ProductionJson(
      String workspace, String project, long openMessages, List<ItemJson> items) {}

  /** An item; times in milliseconds and microseconds as their names say. */
  record ItemJson(
      String name,
      String kind,
      String type,
      String desired,
      String phase,
      String detail,
      int queued,
      long queuedBytes,
      long oldestMillis,
      int inHand,
      long done,
      long averageWaitMicros,
      long p99WaitMicros,
      double perSecond,
      long blocked,
      long dropped,
      long rejected,
      boolean alert,
      @Nullable String breaker,
      @Nullable String jar,
      ItemStatus.@Nullable Jvms jvms) {}

  /** A jar of items. */
  record JarJson(
      String place,
      String version,
      List<String> items,
      @Nullable String loadedAt,
      String problem) {}

  Route routes() {
    return path(
        "status",
        () ->
            get(
                () ->
                    attribute(
                        Access.KEY,
                        access ->
                            onSuccess(
                                node.productions(),
                                productions -> complete(status(access, productions))))));
  }

  /** The productions of the workspaces that the caller may see. */
  private HttpResponse status(Access access, List<ProductionActor.Status> productions) {
    return Json.answer(
        200,
        Map.of(
            "productions",
            productions.stream()
                .filter(each -> access.allows(each.workspace()))
                .map(this::production)
                .toList(),
            "itemJars",
            node.itemJars().stream().map(StatusRoutes::jar).toList()));
  }

  private ProductionJson production(ProductionActor.Status status) {
    return new ProductionJson(
        status.workspace(),
        status.project(),
        node.histories().openMessages(status.workspace(), status.project()),
        status.items().stream()
            .map(
                item ->
                    item(
                        item,
                        status.desired().getOrDefault(item.address().item(), Desired.STOPPED),
                        status.jars().get(item.address().item())))
            .toList());
  }

  private static ItemJson item(ItemStatus status, Desired desired, @Nullable String jar) {
    QueueFigures queue = status.queue();
    return new ItemJson(
        status.address().item(),
        status.kind().name(),
        status.type(),
        desired.name(),
        status.phase().name(),
        status.detail(),
        status.queued(),
        queue.bytes(),
        queue.oldestMillis(),
        status.inHand(),
        status.done(),
        queue.averageWaitMicros(),
        queue.p99WaitMicros(),
        queue.perSecond(),
        queue.blocked(),
        queue.dropped(),
        queue.rejected(),
        queue.alert(),
        status.breaker() == null ? null : status.breaker().name(),
        jar,
        status.jvms());
  }

  private static JarJson jar(JarStatus jar) {
    return new JarJson(
        jar.place(),
        jar.version(),
        jar.items(),
        jar.since() == null ? null : jar.since().toString(),
        jar.problem());
  }
}
