import { z } from 'zod'

// The page's content security policy forbids `new Function`, which zod would otherwise compile its parsers with.
// This module must be the first import of the entry, because the choice is taken when a schema is made.
z.config({ jitless: true })
