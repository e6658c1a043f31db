package io.hie.httpapi;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.QueueFigures;
import io.hie.httpapi.openapi.IsoTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/status}: how every item is. */
final class StatusRoutes extends AllDirectives {
  private static final Duration RECORD_PATIENCE = Duration.ofSeconds(2);

  private final NodeView node;

  StatusRoutes(NodeView node) {
    this.node = node;
  }

  /**
   * A page of productions.
   *
   * @param itemJars those of the node; on the first page only
   * @param next where the next page begins; null on the last one
   */
  record StatusJson(
      List<ProductionJson> productions, List<JarJson> itemJars, @Nullable String next) {}

  /**
   * A production.
   *
   * @param version that runs; 0 if the log did not say in time
   * @param beingApplied the version that is being put into effect
   * @param undone the last version that was undone, if none was applied since
   */
  record ProductionJson(
      String workspace,
      String project,
      long version,
      @Nullable Long beingApplied,
      @Nullable UndoneJson undone,
      long openMessages,
      List<ItemJson> items) {}

  /** A version that was begun and is not in effect. */
  record UndoneJson(long version, @IsoTime String at, String reason) {}

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
      @IsoTime @Nullable String loadedAt,
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
                            parameterMap(
                                query ->
                                    onSuccess(
                                        node.productions()
                                            .thenCompose(
                                                productions -> visible(access, query, productions)),
                                        page -> complete(Json.answer(200, page)))))));
  }

  /** The productions of the workspaces that the caller may see. */
  private CompletionStage<StatusJson> visible(
      Access access, Map<String, String> query, List<ProductionActor.Status> productions) {
    Map<String, ProductionActor.Status> allowed = new TreeMap<>();
    productions.stream()
        .filter(each -> access.allows(each.workspace()))
        .forEach(each -> allowed.put(each.workspace() + "/" + each.project(), each));
    Pages.Page<ProductionActor.Status> page = Pages.of(allowed, query);
    List<CompletableFuture<ProductionJson>> shown =
        page.entries().stream().map(each -> production(each).toCompletableFuture()).toList();
    return CompletableFuture.allOf(shown.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                new StatusJson(
                    shown.stream().map(CompletableFuture::join).toList(),
                    query.containsKey("after")
                        ? List.of()
                        : node.itemJars().stream().map(StatusRoutes::jar).toList(),
                    page.next()));
  }

  private CompletionStage<ProductionJson> production(ProductionActor.Status status) {
    ProductionRecord unknown = ProductionRecord.none(status.workspace(), status.project());
    return node.deployments()
        .record(status.workspace(), status.project())
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(
            new Deployments.Found(unknown), RECORD_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        // How items are is worth telling without it.
        .exceptionally(notRead -> new Deployments.Found(unknown))
        .thenApply(
            result ->
                production(
                    status, result instanceof Deployments.Found found ? found.record() : unknown));
  }

  private ProductionJson production(ProductionActor.Status status, ProductionRecord record) {
    ProductionRecord.Pending pending = record.pending();
    ProductionRecord.Undone undone = record.undone();
    return new ProductionJson(
        status.workspace(),
        status.project(),
        record.version(),
        pending == null ? null : pending.version().number(),
        undone == null
            ? null
            : new UndoneJson(undone.version(), undone.at().toString(), undone.reason()),
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
