// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a driver is given to open a node, valid during the call of {@code open} and on its thread. {@link
 * Child} and {@link NodeServices} stay valid until the instance is closed. In {@link
 * DriverInstance#prepareReopen} it says what the node is to be opened as from the commit on.
 */
@ProviderType
public interface OpenContext {

    /** Returns the node's name, for messages. */
    @Io
    String nodeName();

    /** Returns the node's own options. */
    @Io
    DriverOptions options();

    /** Tells whether the node is never written to. */
    @Io
    boolean readOnly();

    /**
     * Tells whether the node existed before: it resumes, or comes from another version of the driver. Then
     * the children are attached and the files are kept open, and asking for them returns those.
     */
    @Io
    boolean resuming();

    /** Tells whether the format was guessed from the content and not named by the user. */
    @Io
    boolean probed();

    /** Returns a request for I/O on children during the call. */
    @Io
    BlockRequest request();

    /**
     * Opens the child that the options describe, or returns it where it is attached.
     *
     * @param name the child's name within this node
     * @param roles what it is used for
     * @throws BlockException INVALID when the options describe no such child, or why it can't be opened
     */
    @GlobalState
    Child child(String name, Set<ChildRole> roles) throws BlockException;

    /**
     * Opens the child that the options describe, with defaults for what they leave out; returns null when
     * neither describes one.
     *
     * @param defaults options as in {@link org.blockgraph.api.BlockGraph}, such as those a header names
     */
    @GlobalState
    Child childIfGiven(String name, Set<ChildRole> roles, Map<String, String> defaults) throws BlockException;

    /**
     * Opens a file or block device, locks it against other processes, and keeps it for the node; returns the
     * kept one where the node has it open. The core closes it when the node is closed on purpose.
     *
     * @throws BlockException NOT_FOUND, PERMISSION, LOCKED, INVALID (a directory), NOT_SUPPORTED (direct)
     */
    @GlobalState
    FileHandle file(FileRequest request) throws BlockException;

    /** Returns what the core lends to the node. */
    @Io
    NodeServices services();
}
