import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import {
  LaunchGroup,
  LaunchRecipe,
  PlanRecipe,
  RecipeEntry,
  RecipeId,
  RecipeLaunch,
  RecipeLaunchList,
  RecipeList,
  RecipePlan,
  SaveRecipe,
} from '../../shared/recipes/launch-recipe.ts';
import type { RecipeService } from '../services/recipe-service.ts';
import { Nothing, readAnswers, writeAnswers } from './answers.ts';

const ByRecipe = Type.Object({ id: RecipeId });
const ByLaunch = Type.Object({ id: RecipeId, group: LaunchGroup });
const OF_TRAINING = { tags: ['Training'] };

/** `/recipes`: experiments as data, and launching them. */
export const recipeRoutes: FastifyPluginAsyncTypebox<{ recipes: RecipeService }> = async (app, { recipes }) => {
  app.get(
    '/recipes',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'listRecipes',
        summary: 'List the recipes',
        response: readAnswers({ 200: RecipeList }),
      },
    },
    async () => ({ recipes: await recipes.list() }),
  );

  app.get(
    '/recipes/:id',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'getRecipe',
        summary: 'Read a recipe',
        params: ByRecipe,
        response: readAnswers({ 200: RecipeEntry }, 'not_found'),
      },
    },
    async ({ params: { id } }) => recipes.get(id),
  );

  app.put(
    '/recipes/:id',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'putRecipe',
        summary: 'Store a recipe',
        description: 'In place of the one that has this id. Recipes that ship are not replaced.',
        params: ByRecipe,
        body: SaveRecipe,
        response: writeAnswers({ 200: RecipeEntry, 201: RecipeEntry }, 'conflict'),
      },
    },
    async ({ params: { id }, body }, reply) => {
      const { entry, created } = await recipes.put(id, body);
      return reply.code(created ? 201 : 200).send(entry);
    },
  );

  app.delete(
    '/recipes/:id',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'deleteRecipe',
        summary: 'Delete a recipe',
        description: 'Runs that were launched of it stay, and what they were launched of.',
        params: ByRecipe,
        response: writeAnswers({ 204: Nothing }, 'not_found', 'conflict'),
      },
    },
    async ({ params: { id } }, reply) => {
      await recipes.remove(id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/recipes/:id/plan',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'planRecipe',
        summary: 'See what a launch would queue',
        description: 'Changes nothing.',
        params: ByRecipe,
        body: PlanRecipe,
        response: writeAnswers({ 200: RecipePlan }, 'not_found'),
      },
    },
    async ({ params: { id }, body }) => recipes.plan(id, body.overrides),
  );

  app.post(
    '/recipes/:id/launch',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'launchRecipe',
        summary: 'Queue the runs of a recipe',
        description:
          'All or none. The same launch again, by its group, is the same runs. While there is no room in the queue for all, it answers 429.',
        params: ByRecipe,
        body: LaunchRecipe,
        response: writeAnswers(
          { 200: RecipeLaunch },
          'not_found',
          'conflict',
          'in_trash',
          'dataset_unavailable',
          'overloaded',
        ),
      },
    },
    async ({ params: { id }, body }) => recipes.launch(id, body),
  );

  app.get(
    '/recipes/:id/launches',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'listRecipeLaunches',
        summary: 'List the launches of a recipe',
        description: 'The latest 50; of a recipe that was deleted, too.',
        params: ByRecipe,
        response: readAnswers({ 200: RecipeLaunchList }),
      },
    },
    async ({ params: { id } }) => recipes.listLaunches(id),
  );

  app.get(
    '/recipes/:id/launches/:group',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'getRecipeLaunch',
        summary: 'Read a launch of a recipe',
        description: 'Its runs, and the recipe as it was then.',
        params: ByLaunch,
        response: readAnswers({ 200: RecipeLaunch }, 'not_found'),
      },
    },
    async ({ params: { id, group } }) => recipes.getLaunch(id, group),
  );
};
