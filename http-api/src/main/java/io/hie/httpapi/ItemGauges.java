package io.hie.httpapi;

import io.hie.actormodel.runtime.BreakerState;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.QueueFigures;
import kamon.Kamon;
import kamon.tag.TagSet;

/** The metrics of an item: its status as numbers. */
final class ItemGauges {
  private ItemGauges() {}

  static void update(TagSet tags, ItemStatus item) {
    QueueFigures queue = item.queue();
    set("hie.item.queue.messages", tags, queue.messages());
    set("hie.item.queue.bytes", tags, queue.bytes());
    set("hie.item.queue.oldest.millis", tags, queue.oldestMillis());
    set("hie.item.queue.wait.median.micros", tags, queue.medianWaitMicros());
    set("hie.item.queue.wait.p99.micros", tags, queue.p99WaitMicros());
    set("hie.item.queue.taken", tags, queue.taken());
    set("hie.item.queue.taken.per.second", tags, queue.perSecond());
    set("hie.item.queue.blocked", tags, queue.blocked());
    set("hie.item.queue.dropped", tags, queue.dropped());
    set("hie.item.queue.rejected", tags, queue.rejected());
    set("hie.item.queue.alert", tags, queue.alert() ? 1 : 0);
    set("hie.item.hook.failures", tags, item.hookFailures());
    set("hie.item.in.hand", tags, item.inHand());
    set("hie.item.running", tags, item.phase() == ItemStatus.Phase.RUNNING ? 1 : 0);
    if (item.jvms() != null) {
      set("hie.item.jvms.up", tags, item.jvms().up());
      set("hie.item.jvms", tags, item.jvms().all());
      set("hie.item.jvms.restarts", tags, item.jvms().restarts());
    }
    if (item.breaker() != null) {
      set("hie.item.breaker.state", tags, number(item.breaker()));
    }
  }

  private static double number(BreakerState state) {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }

  private static void set(String name, TagSet tags, double value) {
    Kamon.gauge(name).withTags(tags).update(value);
  }
}
