-- What a model thought to itself before it answered, or in between. The lengths are those of the stretches of a reply, in
-- turn of what was thought and what was said. Replies that ended before have none of either.
ALTER TABLE "Message" ADD COLUMN "reasoning" TEXT, ADD COLUMN "runLengths" INTEGER[] DEFAULT '{}';
