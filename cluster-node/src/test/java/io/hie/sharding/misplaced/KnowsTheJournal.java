package io.hie.sharding.misplaced;

import io.hie.clusternode.Hie;
import io.hie.httpapi.HttpApi;
import io.hie.persistence.jdbc.JdbcDatabase;
import io.hie.protocols.hl7.Hl7Message;
import io.netty.channel.Channel;
import java.sql.Connection;
import java.util.List;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.h2.Driver;

/** In sharding, and knows which journal runs and who speaks to whom. */
public final class KnowsTheJournal {
  public static final List<Class<?>> KNOWN =
      List.of(
          Hie.class,
          HttpApi.class,
          JdbcDatabase.class,
          Hl7Message.class,
          Channel.class,
          Connection.class,
          Http.class,
          JdbcReadJournal.class,
          Driver.class);

  private KnowsTheJournal() {}
}
