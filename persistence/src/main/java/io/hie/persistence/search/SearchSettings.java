package io.hie.persistence.search;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How the index is kept; {@code hie.search}.
 *
 * @param enabled whether there is one
 * @param retention how long messages stay to be found after they were received
 * @param share the part of one processor that taking in may use, over 0 and up to 1
 * @param look how often the log is looked at when there was nothing
 * @param connections to the database, at most
 * @param timeout after which a question is given up
 */
record SearchSettings(
    boolean enabled,
    String url,
    String user,
    String password,
    Duration retention,
    double share,
    Duration look,
    int connections,
    Duration timeout) {

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one cannot be; the text says which
   */
  static SearchSettings of(Config config) {
    Config search = config.getConfig("hie.search");
    double share = search.getDouble("share");
    if (share <= 0 || share > 1) {
      throw new IllegalArgumentException(
          "hie.search.share (HIE_SEARCH_SHARE) is " + share + "; it is over 0 and at most 1");
    }
    Duration retention = search.getDuration("retention");
    if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "hie.search.retention (HIE_SEARCH_RETENTION) is "
              + retention
              + "; it is a minute at least, such as 90d");
    }
    String own = search.getString("jdbc.url");
    Config jdbc =
        own.isEmpty() ? config.getConfig("hie.configuration.jdbc") : search.getConfig("jdbc");
    String url = own.isEmpty() ? ofConfiguration(jdbc.getString("url")) : own;
    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "hie.search.jdbc.url (HIE_SEARCH_JDBC_URL) begins neither with jdbc:h2: nor with"
              + " jdbc:postgresql:; leave it out to use the database of the configuration");
    }
    return new SearchSettings(
        search.getBoolean("enabled"),
        url,
        jdbc.getString("user"),
        jdbc.getString("password"),
        retention,
        share,
        search.getDuration("look-interval"),
        search.getInt("connections"),
        search.getDuration("timeout"));
  }

  /**
   * A PostgreSQL server is shared. Files are not: those of the configuration must survive what the
   * index does to its own, which may be deleted.
   */
  private static String ofConfiguration(String url) {
    if (!url.startsWith("jdbc:h2:file:")) {
      return url;
    }
    int end = url.indexOf(';');
    String file = end < 0 ? url : url.substring(0, end);
    return file + "-search;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=65536";
  }

  boolean postgres() {
    return url.startsWith("jdbc:postgresql:");
  }

  @Override
  public String toString() {
    return "SearchSettings[hidden]";
  }
}
