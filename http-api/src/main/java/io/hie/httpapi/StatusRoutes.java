package io.hie.httpapi;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.QueueFigures;
import io.hie.httpapi.openapi.IsoTime;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/status}: how every item is. */
final class StatusRoutes extends AllDirectives {
  private static final Duration RECORD_PATIENCE = Duration.ofSeconds(2);

  private final NodeView node;
  private final StatusBoard<Shown> board;

  StatusRoutes(NodeView node) {
    this.node = node;
    this.board = new StatusBoard<>(this::look, System::nanoTime);
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

  /** All that is shown of a node. */
  private record Shown(List<ProductionJson> productions, List<JarJson> jars) {}

  /** An answer for all who may see the same productions and ask for the same page of them. */
  private record Asked(BitSet visible, @Nullable String after, int limit) {}

  Route routes() {
    return path(
        "status",
        () ->
            get(
                () ->
                    attribute(
                        Access.KEY,
                        access ->
                            parameterMap(query -> completeWithFuture(answer(access, query))))));
  }

  /** Something was changed by this node: it is shown to whoever asks from now on. */
  void changed() {
    board.changed();
  }

  /** What a caller may see, as a query asks for it, which was checked at the gate. */
  CompletionStage<HttpResponse> answer(Access access, Map<String, String> query) {
    return board
        .seen()
        .thenApply(
            seen -> {
              List<ProductionJson> all = seen.what().productions();
              BitSet visible = new BitSet(all.size());
              for (int i = 0; i < all.size(); i++) {
                visible.set(i, access.allows(all.get(i).workspace()));
              }
              Asked asked = new Asked(visible, query.get("after"), Pages.limit(query));
              return seen.answer(asked, () -> Json.answer(200, page(seen.what(), asked, query)));
            });
  }

  private static StatusJson page(Shown shown, Asked asked, Map<String, String> query) {
    Map<String, ProductionJson> allowed = new TreeMap<>();
    asked.visible().stream()
        .mapToObj(shown.productions()::get)
        .forEach(each -> allowed.put(each.workspace() + "/" + each.project(), each));
    Pages.Page<ProductionJson> page = Pages.of(allowed, query);
    return new StatusJson(
        page.entries(), asked.after() == null ? shown.jars() : List.of(), page.next());
  }

  private CompletionStage<Shown> look() {
    return node.productions()
        .thenCompose(
            productions -> {
              List<CompletableFuture<ProductionJson>> shown =
                  productions.stream().map(each -> production(each).toCompletableFuture()).toList();
              return CompletableFuture.allOf(shown.toArray(CompletableFuture<?>[]::new))
                  .thenApply(
                      done ->
                          new Shown(
                              shown.stream().map(CompletableFuture::join).toList(),
                              node.itemJars().stream().map(StatusRoutes::jar).toList()));
            });
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
