package io.hie.protocols.misplaced;

import io.hie.clusternode.Hie;
import io.hie.httpapi.HttpApi;
import io.hie.persistence.jdbc.JdbcDatabase;
import io.hie.sharding.history.Histories;
import java.sql.Connection;
import java.util.List;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.persistence.Persistence;

/** In protocols, and knows where its messages are kept. */
public final class KnowsACluster {
  public static final List<Class<?>> KNOWN =
      List.of(
          Hie.class,
          HttpApi.class,
          JdbcDatabase.class,
          Histories.class,
          Connection.class,
          Cluster.class,
          Persistence.class);

  private KnowsACluster() {}
}
