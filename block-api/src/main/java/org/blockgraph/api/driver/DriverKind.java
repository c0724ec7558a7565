// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

/** What a driver's nodes are. */
public enum DriverKind {
    /** The bottom: talks to something outside the graph. */
    PROTOCOL,
    /** Interprets the content of its child "file". */
    FORMAT,
    /**
     * Shows exactly the data of its one child and holds nothing back: what was written to it is in the child
     * when the write returns, so that it can come and go between requests.
     */
    FILTER
}
