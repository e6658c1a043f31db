package io.hie.configuration.misplaced;

import io.hie.actormodel.item.Item;
import io.hie.clusternode.Hie;
import io.hie.httpapi.HttpApi;
import io.hie.persistence.jdbc.JdbcDatabase;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.sharding.history.Histories;
import io.netty.channel.Channel;
import java.sql.Connection;
import java.util.List;
import org.apache.pekko.http.javadsl.Http;
import org.h2.Driver;

/** In configuration, and knows items, messages, and who speaks to whom. */
public final class KnowsWhatIsDone {
  public static final List<Class<?>> KNOWN =
      List.of(
          Hie.class,
          Item.class,
          HttpApi.class,
          JdbcDatabase.class,
          Hl7Message.class,
          Histories.class,
          Channel.class,
          Connection.class,
          Http.class,
          Driver.class);

  private KnowsWhatIsDone() {}
}
