package io.hie.actormodel.misplaced;

import io.hie.clusternode.Hie;
import io.hie.httpapi.HttpApi;
import io.hie.persistence.jdbc.JdbcDatabase;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.sharding.history.Histories;
import io.netty.channel.Channel;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.util.List;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.persistence.Persistence;

/** In actor-model, and knows what an item must not. */
public final class KnowsTheWorld {
  public static final List<Class<?>> KNOWN =
      List.of(
          Hie.class,
          HttpApi.class,
          JdbcDatabase.class,
          Hl7Message.class,
          Histories.class,
          Channel.class,
          HttpClient.class,
          Connection.class,
          Cluster.class,
          Http.class,
          Persistence.class);

  private KnowsTheWorld() {}
}
