// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** Magic numbers; sections "Newstyle negotiation", "Fixed newstyle negotiation" and "Transmission". */
public final class Magic {

    /** NBDMAGIC, the first thing that a server says. */
    public static final long GREETING = 0x4e42444d41474943L;
    /** IHAVEOPT, from either side. */
    public static final long OPTION = 0x49484156454f5054L;
    /** Before each reply to an option. */
    public static final long OPTION_REPLY = 0x3e889045565a9L;
    /** Before a compact request. */
    public static final int REQUEST = 0x25609513;
    /** Before an extended request. */
    public static final int EXTENDED_REQUEST = 0x21e41c71;
    /** Before a simple reply. */
    public static final int SIMPLE_REPLY = 0x67446698;
    /** Before a chunk of a structured reply. */
    public static final int STRUCTURED_REPLY = 0x668e33ef;
    /** Before a chunk of an extended reply. */
    public static final int EXTENDED_REPLY = 0x6e8a278c;

    private Magic() {}
}
