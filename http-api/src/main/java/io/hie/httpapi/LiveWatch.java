package io.hie.httpapi;

import io.hie.actormodel.history.search.FoundMessage;
import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.runtime.BreakerState;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.configuration.AuditLog;
import io.hie.httpapi.live.Listener;
import io.hie.httpapi.live.LiveHub;
import io.hie.httpapi.live.Topic;
import io.hie.sharding.key.EntityId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Sees what happens on a node and tells the hub. Messages come from what search takes in; the rest
 * is looked at once a second while somebody listens and for a while after, so that who is cut off
 * can go on. What nobody listens to costs nothing.
 */
final class LiveWatch {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LOOKS_BETWEEN_METRICS = 5;

  /** Looks for which it goes on after the last listener. */
  private static final int LINGERING = 120;

  private static final int MOST_ENTRIES = 200;
  private static final EnumSet<Topic> LOOKED_AT = EnumSet.complementOf(EnumSet.of(Topic.MESSAGES));

  private final ActorSystem<?> system;
  private final NodeView node;
  private final LiveHub hub;
  private final Clock clock;
  private final String name;
  private final AtomicBoolean awake = new AtomicBoolean();

  // What the last look has seen. Looks follow one another.
  private Map<String, String> states = new HashMap<>();
  private Map<String, String> alerts = new TreeMap<>();
  private volatile @Nullable String trail;
  private boolean first = true;
  private long audited;
  private int looks;
  private int unheard;

  LiveWatch(ActorSystem<?> system, NodeView node, LiveHub hub, Clock clock) {
    this.system = system;
    this.node = node;
    this.hub = hub;
    this.clock = clock;
    Address address = system.address();
    this.name =
        address.getHost().orElse("localhost")
            + address.getPort().map(port -> ":" + port).orElse("");
    node.search().listen(this::messages);
  }

  /** Somebody listens. */
  void wake() {
    if (awake.compareAndSet(false, true)) {
      first = true;
      unheard = 0;
      audited = node.configuration().directory().revision();
      look();
    }
  }

  private void later() {
    unheard = hub.isHeard() ? 0 : unheard + 1;
    if (unheard > LINGERING) {
      // What is not looked at from here on is missed by who goes on from before.
      hub.gap(LOOKED_AT);
      awake.set(false);
      if (hub.isHeard()) {
        wake();
      }
      return;
    }
    system.scheduler().scheduleOnce(LOOK, this::look, system.executionContext());
  }

  private void look() {
    node.productions()
        .thenAccept(this::productions)
        .thenCompose(seen -> audit())
        .whenComplete((done, failure) -> later());
  }

  private void productions(List<ProductionActor.Status> productions) {
    Map<String, String> seen = new HashMap<>();
    Map<String, String> raised = new TreeMap<>();
    boolean metrics = looks++ % LOOKS_BETWEEN_METRICS == 0;
    for (ProductionActor.Status production : productions) {
      for (ItemStatus item : production.items()) {
        String name = item.address().toString();
        String state = item.phase() + " " + item.detail() + " " + item.breaker();
        seen.put(name, state);
        if (!first && !state.equals(states.get(name))) {
          tell(Topic.STATUS, production, status(production, item));
        }
        alerts(production, item, raised);
      }
      if (metrics) {
        tell(Topic.METRICS, production, metrics(production));
      }
    }
    raise(raised);
    states = seen;
    first = false;
  }

  private void tell(Topic topic, ProductionActor.Status of, Map<String, Object> event) {
    tell(topic, of.workspace(), event);
  }

  private void tell(Topic topic, String workspace, Object event) {
    hub.tell(topic, workspace, () -> text(event));
  }

  private static String text(Object event) {
    String line = new String(Json.line(event), StandardCharsets.UTF_8);
    return line.substring(0, line.length() - 1);
  }

  private Map<String, Object> at(ProductionActor.Status production) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("at", clock.instant().toString());
    event.put("node", name);
    event.put("project", production.project());
    return event;
  }

  private Map<String, Object> status(ProductionActor.Status production, ItemStatus item) {
    Map<String, Object> event = at(production);
    event.put("item", item.address().item());
    event.put("phase", item.phase().name());
    event.put("detail", item.detail());
    event.put("breaker", item.breaker() == null ? null : item.breaker().name());
    return event;
  }

  private Map<String, Object> metrics(ProductionActor.Status production) {
    Map<String, Object> event = at(production);
    event.put(
        "openMessages",
        node.histories().openMessages(production.workspace(), production.project()));
    event.put(
        "items",
        production.items().stream()
            .map(
                item -> {
                  Map<String, Object> figures = new LinkedHashMap<>();
                  figures.put("name", item.address().item());
                  figures.put("queued", item.queued());
                  figures.put("inHand", item.inHand());
                  figures.put("done", item.done());
                  figures.put("perSecond", item.queue().perSecond());
                  figures.put("oldestMillis", item.queue().oldestMillis());
                  figures.put("p99WaitMicros", item.queue().p99WaitMicros());
                  return figures;
                })
            .toList());
    return event;
  }

  // --- alerts

  private static void alerts(
      ProductionActor.Status production, ItemStatus item, Map<String, String> raised) {
    String where =
        production.workspace() + "\t" + production.project() + "\t" + item.address().item() + "\t";
    if (item.phase() == ItemStatus.Phase.FAILED) {
      raised.put(where + "failed", item.detail());
    }
    if (item.breaker() == BreakerState.OPEN) {
      raised.put(where + "breaker-open", "");
    }
    if (item.queue().alert()) {
      raised.put(where + "queue", "");
    }
  }

  private void raise(Map<String, String> raised) {
    raised.forEach(
        (what, detail) -> {
          if (!alerts.containsKey(what)) {
            alert(what, detail, true);
          }
        });
    alerts.forEach(
        (what, detail) -> {
          if (!raised.containsKey(what)) {
            alert(what, detail, false);
          }
        });
    alerts = raised;
  }

  private void alert(String what, String detail, boolean begun) {
    String[] parts = what.split("\t", -1);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("at", clock.instant().toString());
    event.put("node", name);
    event.put("project", parts[1]);
    event.put("item", parts[2]);
    event.put("alert", parts[3]);
    event.put("state", begun ? "begun" : "over");
    event.put("detail", detail);
    tell(Topic.ALERTS, parts[0], event);
  }

  // --- messages

  private void messages(Collection<FoundMessage> found) {
    for (FoundMessage each : found) {
      String workspace = EntityId.workspaceOf(each.history());
      hub.tell(Topic.MESSAGES, workspace, () -> text(FoundJson.of(each)));
      if (each.status() == LegState.DEAD_LETTERED || each.status() == LegState.AMBIGUOUS) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("at", each.changed().toString());
        event.put("project", EntityId.projectOf(each.history()));
        event.put("message", each.messageId());
        event.put("alert", each.status() == LegState.AMBIGUOUS ? "ambiguous" : "dead-letter");
        event.put("state", "begun");
        tell(Topic.ALERTS, workspace, event);
      }
    }
  }

  // --- audit

  private CompletionStage<Void> audit() {
    long revision = node.configuration().directory().revision();
    if (revision <= audited) {
      return CompletableFuture.completedFuture(null);
    }
    long after = audited;
    int most = (int) Math.min(MOST_ENTRIES, revision - after);
    return trail()
        .thenCompose(
            of ->
                node.configuration()
                    .audit()
                    .read(revision + 1, most, each -> true)
                    .thenAccept(
                        page -> {
                          for (AuditLog.Entry entry : page.entries().reversed()) {
                            String workspace = AuditWords.of(entry.event()).workspace();
                            if (entry.number() > after && !workspace.isEmpty()) {
                              hub.tellAudit(of, entry.number(), workspace, () -> json(entry));
                            }
                          }
                          audited = revision;
                        }));
  }

  private static String json(AuditLog.Entry entry) {
    return text(AuditRoutes.EntryJson.of(entry));
  }

  /** The trail's name in the ids of events: nodes that share it have the same for it. */
  private CompletionStage<String> trail() {
    String known = trail;
    return known != null
        ? CompletableFuture.completedFuture(known)
        : node.configuration()
            .audit()
            .read(2, 1, each -> true)
            .thenApply(
                page -> {
                  String named =
                      "a"
                          + (page.entries().isEmpty()
                              ? ""
                              : Long.toHexString(
                                  page.entries().getFirst().event().origin().at().toEpochMilli()));
                  trail = named;
                  return named;
                });
  }

  /**
   * Gives a listener the entries of the audit trail that it has not seen, of whichever node it
   * comes from, and then what follows.
   */
  CompletionStage<Void> catchUp(Listener listener, String workspace) {
    if (!listener.topics().contains(Topic.AUDIT)) {
      return CompletableFuture.completedFuture(null);
    }
    return trail()
        .thenCompose(of -> catchUp(listener, workspace, of))
        .exceptionally(
            away -> {
              listener.auditAway();
              return null;
            });
  }

  private CompletionStage<Void> catchUp(Listener listener, String workspace, String of) {
    long revision = node.configuration().directory().revision();
    long seen = listener.positionOf(of);
    if (seen < 0 || seen >= revision) {
      listener.audited(of, seen < 0 ? revision : seen, List.of(), true);
      return CompletableFuture.completedFuture(null);
    }
    return node.configuration()
        .audit()
        .read(revision + 1, MOST_ENTRIES, each -> AuditWords.of(each).workspace().equals(workspace))
        .thenAccept(
            page ->
                listener.audited(
                    of,
                    seen,
                    page.entries().reversed().stream()
                        .filter(entry -> entry.number() > seen)
                        .map(entry -> new Listener.AuditEntry(entry.number(), () -> json(entry)))
                        .toList(),
                    page.next() == null || page.next() - 1 <= seen));
  }
}
