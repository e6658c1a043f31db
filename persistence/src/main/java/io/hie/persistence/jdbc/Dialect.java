package io.hie.persistence.jdbc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The databases that the JDBC journal can use. */
enum Dialect {
  H2("jdbc:h2:", "slick.jdbc.H2Profile$", "org.h2.Driver", "schema-h2.sql"),
  POSTGRESQL(
      "jdbc:postgresql:",
      "slick.jdbc.PostgresProfile$",
      "org.postgresql.Driver",
      "schema-postgresql.sql");

  private final String prefix;
  private final String profile;
  private final String driver;
  private final String schema;

  Dialect(String prefix, String profile, String driver, String schema) {
    this.prefix = prefix;
    this.profile = profile;
    this.driver = driver;
    this.schema = schema;
  }

  /**
   * The one that an address is of.
   *
   * @param setting where the address was given
   * @throws IllegalArgumentException if there is none; the text does not repeat the address, which
   *     may have a password in it
   */
  static Dialect of(String setting, String url) {
    return Arrays.stream(values())
        .filter(each -> url.startsWith(each.prefix))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    setting
                        + " does not begin with "
                        + H2.prefix
                        + " or "
                        + POSTGRESQL.prefix
                        + "; write for example jdbc:postgresql://host:5432/database"));
  }

  /** The statements that make the tables, where they are not there. */
  List<String> schema() {
    try (InputStream in = Dialect.class.getResourceAsStream(schema)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + schema);
      }
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split(";", -1)).filter(sql -> !sql.isBlank()).toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Keeps other nodes from changing tables until the transaction ends. Files have one process, so
   * there is nobody to keep away.
   */
  void lock(Statement statement) throws SQLException {
    if (this == POSTGRESQL) {
      statement.execute("SELECT pg_advisory_xact_lock(7244532)");
    }
  }

  /** What a journal plugin is told of its database, whose settings {@code jdbc} has. */
  Config plugin(String name, Config jdbc) {
    String database = "pekko-persistence-jdbc.shared-databases." + name + ".";
    return ConfigFactory.parseMap(
        Map.of(
            database + "profile",
            profile,
            database + "db.driver",
            driver,
            database + "db.url",
            jdbc.getString("url"),
            database + "db.user",
            jdbc.getString("user"),
            database + "db.password",
            jdbc.getString("password")));
  }
}
