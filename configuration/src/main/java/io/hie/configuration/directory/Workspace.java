package io.hie.configuration.directory;

/**
 * A workspace.
 *
 * @param revision number of the event that changed it last
 */
public record Workspace(String name, String description, long revision) implements Stored {}
