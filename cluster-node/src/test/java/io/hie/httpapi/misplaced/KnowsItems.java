package io.hie.httpapi.misplaced;

import io.hie.clusternode.Hie;
import io.hie.persistence.jdbc.JdbcDatabase;
import io.hie.protocols.hl7.Hl7Message;
import io.netty.channel.Channel;
import java.sql.Connection;
import java.util.List;
import org.apache.pekko.persistence.Persistence;

/** In http-api, and knows what an item is made of. */
public final class KnowsItems {
  public static final List<Class<?>> KNOWN =
      List.of(
          Hie.class,
          JdbcDatabase.class,
          Hl7Message.class,
          Channel.class,
          Connection.class,
          Persistence.class);

  private KnowsItems() {}
}
