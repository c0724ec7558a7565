// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * Something that was done and has no more to tell.
 *
 * @param did what, such as "closed"
 * @param subject to what
 */
public record Done(String did, String subject) {}
