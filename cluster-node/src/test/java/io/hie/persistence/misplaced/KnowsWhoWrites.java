package io.hie.persistence.misplaced;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.runtime.Productions;
import io.hie.clusternode.Hie;
import io.hie.httpapi.HttpApi;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.sharding.history.Histories;
import io.netty.channel.Channel;
import java.util.List;
import org.apache.pekko.http.javadsl.Http;

/** In persistence, and knows who writes the events, and why. */
public final class KnowsWhoWrites {
  public static final List<Class<?>> FORBIDDEN =
      List.of(
          Hie.class, HttpApi.class, Hl7Message.class, Histories.class, Channel.class, Http.class);

  /** Of these only the last is an actor's matter. */
  static final List<Class<?>> OF_ACTOR_MODEL =
      List.of(Payload.class, HistoryEvent.class, LegId.class, Productions.class);

  private KnowsWhoWrites() {}
}
