// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.util.List;
import java.util.Map;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.PermissionInfo;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes the graph below devices that stay open, while they carry requests. Those that come meanwhile wait
 * at the gate for the moment that the swap takes; none fails. What is visible through a device is the same
 * before and after. An operation that throws leaves the graph exactly as it was.
 *
 * <p>All operations go through the change lane, in order of arrival with others that touch the same nodes,
 * and return when they are done. They throw INVALID for options that make no sense and for loops, NOT_FOUND,
 * EXISTS, BUSY for a node that is in use, frozen or out of service, PERMISSION for users that do not go
 * together, and what a driver reports. The messages name nodes and edges. Options are as in {@link
 * BlockGraph}.
 */
@ProviderType
public interface GraphEditor {

    /**
     * Opens a node that no device stands on, and what is below it: QMP's blockdev-add. It stays until {@link
     * #delete}, whoever comes to use it and goes.
     *
     * @param name the node's name, unless the option node-name says otherwise
     */
    @GlobalState
    NodeInfo add(String name, Map<String, String> options) throws BlockException;

    /** Flushes and closes a node that nothing uses, and what is below it that nothing else uses. */
    @GlobalState
    void delete(String node) throws BlockException;

    /**
     * Opens a filter, or a new overlay, on top of a node, and lets what stands on the node stand on the new
     * one. The options say nothing of the child that becomes the node below.
     *
     * @param node the node below
     * @param parent the one node or device above that is to follow; null for all of them
     * @param options the new node's; its name is the node's, a dot and the driver's, unless node-name says
     *     otherwise
     */
    @GlobalState
    NodeInfo insert(String node, String parent, Map<String, String> options) throws BlockException;

    /**
     * Takes a filter, or an overlay that holds no data of its own, out from between what is above and below,
     * and closes it.
     */
    @GlobalState
    void remove(String node) throws BlockException;

    /**
     * Lets what stands on one node stand on another, which shows the same: the caller answers for that. The
     * old node goes when nothing keeps it.
     *
     * @param parent the one node or device above that is to follow; null for all of them
     */
    @GlobalState
    void replace(String node, String parent, String by) throws BlockException;

    /** Returns what every edge and device uses and shares, in order of the nodes' names. */
    @Io(lock = LockNeed.NONE)
    List<PermissionInfo> permissions();
}
