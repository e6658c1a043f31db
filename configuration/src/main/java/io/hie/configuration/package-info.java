/**
 * Who may do what: workspaces, users with their roles, API tokens and sessions, as one list of
 * events. What they add up to is a {@link io.hie.configuration.directory.Directory}, and the list
 * itself is the audit trail. {@link io.hie.configuration.Configuration} asks for changes and reads;
 * one writer in the cluster decides.
 */
@NullMarked
package io.hie.configuration;

import org.jspecify.annotations.NullMarked;
