package io.hie.persistence;

import java.sql.SQLException;

/**
 * What is wrong with a database, in words that do not repeat its own, which may hold a password.
 */
final class DatabaseTrouble {
  private DatabaseTrouble() {}

  static String why(SQLException failed) {
    String state = String.valueOf(failed.getSQLState());
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08" -> "it cannot be reached; check that it runs, and its host and port";
      case "28" -> "it does not know the user or the password";
      case "3D" -> "there is no database of that name; make it, the tables come by themselves";
      case "42" -> "the user may not make tables; grant it CREATE on its schema";
      case "53" -> "it has no room or no connection left";
      default -> "see what it says itself in its log";
    };
  }
}
